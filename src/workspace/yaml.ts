import { type Document, LineCounter, parseDocument } from "yaml";
import { mistake, type Spot } from "../runbook/mistake.ts";
import { type Reading, Walk, fail } from "./yaml-walk.ts";
import { inWords, tooDeep } from "./yaml-words.ts";

/**
 * Reads YAML as JSON that keeps its positions.
 *
 * YA1 It never throws, whatever the text.
 * YA2 What two readers of YAML could take for different values ("no", 0900, 1.10, 12:30) is refused
 *     unless it is quoted.
 * YA3 Size, depth and what aliases grow into are bounded.
 */
export type { Reading } from "./yaml-walk.ts";

export const maxBytes = 1_048_576;

/** `strict` text is JSON, whose scalars nobody reads differently. */
export function read(text: string, options: { strict?: boolean } = {}): Reading {
  const start: Spot = { line: 1, column: 1 };
  if (Buffer.byteLength(text) > maxBytes) {
    return fail(
      mistake(
        start,
        `Cannot read this file: it is larger than 1 MB`,
        `split it or make it smaller`,
      ),
    );
  }
  const lines = new LineCounter();
  const spot = (offset: number): Spot => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      resolveKnownTags: false,
      logLevel: "error",
    });
  } catch {
    return fail(tooDeep(start));
  }
  const syntax = [...document.errors, ...document.warnings];
  if (syntax.length > 0) {
    // What follows the first is mostly its consequence.
    const [first] = syntax;
    const told = syntax.filter((e, i) => i < 3 && (e === first || e.code === "DUPLICATE_KEY"));
    return { ok: false, mistakes: told.map((error) => inWords(error, text, spot)) };
  }
  if (document.contents === null) {
    return fail(mistake(start, `Cannot read this file: it is empty`, `fill it or delete it`));
  }
  return new Walk(document, text, spot, options.strict ?? false).read();
}
