import type { YAMLError } from "yaml";
import { syntaxInWords } from "./yaml-syntax.ts";
import { type Mistake, mistake, type Spot } from "../runbook/mistake.ts";

export const maxDepth = 40;

export function tooDeep(at: Spot): Mistake {
  return mistake(
    at,
    `Cannot read this file: it is nested deeper than ${maxDepth} levels`,
    `make it flatter`,
  );
}

/** What the parser says, in words for people who write lists and keys. */
export function inWords(error: YAMLError, text: string, spot: (offset: number) => Spot): Mistake {
  const offset = error.pos[0];
  const at = spot(offset);
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).split("\n", 1)[0] ?? "";
  if (/[:-]\s+\{\{/u.test(line) || line.trimStart().startsWith("{{")) {
    return mistake(
      at,
      `Cannot read "${line.trim()}": text with "{{" must be quoted`,
      `quote it: "{{ … }}"`,
    );
  }
  switch (error.code) {
    case "DUPLICATE_KEY":
      return mistake(
        at,
        `Cannot read this: the key ${quoted(text, offset)} stands twice`,
        `remove one of them`,
      );
    case "TAB_AS_INDENT":
      return mistake(at, `Cannot read this line: it is indented with a tab`, `indent with spaces`);
    case "MULTIPLE_DOCS":
      return mistake(
        at,
        `Cannot read this file: it holds several documents`,
        `put each in a file of its own`,
      );
    case "TAG_RESOLVE_FAILED":
      return mistake(
        at,
        `Cannot read ${quoted(text, offset)}: tags are not used here`,
        `leave the tag out`,
      );
    case "RESOURCE_EXHAUSTION":
      return tooDeep(at);
    case "NON_STRING_KEY":
      return mistake(
        at,
        `Cannot read this: a key must be text`,
        `write a plain word before the ":"`,
      );
    default: {
      const { reason, remedy } = syntaxInWords(error, text);
      return mistake(at, `Cannot read this as YAML: ${reason}`, remedy);
    }
  }
}

function quoted(text: string, offset: number): string {
  const word = /^\S{1,40}/u.exec(text.slice(offset, offset + 80))?.[0] ?? "";
  return `"${word.replace(/:$/u, "")}"`;
}
