import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  Scalar,
  type YAMLError,
} from "yaml";
import * as pointers from "../value/pointer.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { syntaxInWords } from "./yaml-syntax.ts";
import { type Mistake, mistake, type Source, type Spot } from "../runbook/mistake.ts";

/**
 * Reads YAML as JSON that keeps its positions.
 *
 * YA1 It never throws, whatever the text.
 * YA2 What two readers of YAML could take for different values ("no", 0900, 1.10, 12:30) is refused
 *     unless it is quoted.
 * YA3 Size, depth and what aliases grow into are bounded.
 */
export const maxBytes = 1_048_576;
const maxDepth = 40;
const maxNodes = 20_000;

export type Reading = { ok: true; source: Source } | { ok: false; mistakes: Mistake[] };

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

function fail(...mistakes: Mistake[]): Reading {
  return { ok: false, mistakes };
}

function tooDeep(at: Spot): Mistake {
  return mistake(
    at,
    `Cannot read this file: it is nested deeper than ${maxDepth} levels`,
    `make it flatter`,
  );
}

/** Thrown inside the walk only, to leave it at the first bound that is broken (YA3). */
class Bound extends Error {
  readonly found: Mistake;
  constructor(found: Mistake) {
    super(found.message);
    this.found = found;
  }
}

class Walk {
  private readonly document: Document.Parsed;
  private readonly text: string;
  private readonly spot: (offset: number) => Spot;
  private readonly places = new Map<string, { key: number; value: number; node: ParsedNode }>();
  private readonly mistakes: Mistake[] = [];
  private readonly strict: boolean;
  private nodes = 0;

  constructor(
    document: Document.Parsed,
    text: string,
    spot: (offset: number) => Spot,
    strict: boolean,
  ) {
    this.strict = strict;
    this.document = document;
    this.text = text;
    this.spot = spot;
  }

  read(): Reading {
    const root = this.document.contents;
    if (root === null) return fail();
    try {
      const value = this.value(root, "", root.range[0], 0);
      if (this.mistakes.length > 0) return { ok: false, mistakes: this.mistakes };
      return { ok: true, source: this.source(value) };
    } catch (error) {
      if (error instanceof Bound) return fail(error.found);
      throw error;
    }
  }

  private value(node: ParsedNode | null, pointer: string, key: number, depth: number): Json {
    const offset = node?.range[0] ?? key;
    if (++this.nodes > maxNodes) {
      throw new Bound(
        mistake(
          this.spot(offset),
          `Cannot read this file: with its aliases it grows beyond ${maxNodes} values`,
          `write fewer aliases ("*name"), or split the file`,
        ),
      );
    }
    if (depth > maxDepth) throw new Bound(tooDeep(this.spot(offset)));
    if (node === null) return null;
    this.places.set(pointer, { key, value: offset, node });
    if (isAlias(node)) return this.alias(node, pointer, key, depth);
    if (isMap<ParsedNode, ParsedNode | null>(node)) {
      const out: JsonObject = {};
      for (const pair of node.items) {
        const name = isScalar(pair.key) ? String(pair.key.value) : "";
        const at = pair.key.range[0];
        if (name === "__proto__") {
          this.report(at, `Cannot use the key "__proto__"`, `rename it`);
          continue;
        }
        out[name] = this.value(pair.value, pointers.join(pointer, name), at, depth + 1);
      }
      return out;
    }
    if (isSeq<ParsedNode>(node)) {
      return node.items.map((item, i) =>
        this.value(item, pointers.join(pointer, i), item.range[0], depth + 1),
      );
    }
    return isScalar(node) ? this.scalar(node) : null;
  }

  private alias(node: ParsedNode, pointer: string, key: number, depth: number): Json {
    const target = isAlias(node) ? node.resolve(this.document) : undefined;
    if (target === undefined) {
      const name = isAlias(node) ? node.source : "";
      this.report(
        node.range[0],
        `Cannot follow the alias "*${name}": nothing has that name`,
        `write it out`,
      );
      return null;
    }
    // Nodes of a parsed document are parsed nodes.
    return this.value(target as ParsedNode, pointer, key, depth + 1);
  }

  private scalar(node: Scalar): Json {
    const value = node.value;
    const written = node.source ?? "";
    const offset = node.range?.[0] ?? 0;
    if (node.type === Scalar.PLAIN && !this.strict) {
      const other = surprise(value, written);
      if (other !== null) {
        this.report(
          offset,
          `Cannot read ${written}: unquoted, it can be taken for ${other}`,
          `quote it: "${written}"`,
        );
        return null;
      }
    }
    if (value === null || typeof value === "boolean" || typeof value === "string") return value;
    if (typeof value === "number") return value;
    this.report(offset, `Cannot read ${written}`, `quote it: "${written}"`);
    return null;
  }

  private report(offset: number, message: string, remedy: string): void {
    this.mistakes.push(mistake(this.spot(offset), message, remedy));
  }

  private source(value: Json): Source {
    const find = (pointer: string) => {
      for (let here = pointer; ; here = here.slice(0, here.lastIndexOf("/"))) {
        const place = this.places.get(here);
        if (place !== undefined || here === "") return { place, exact: here === pointer };
      }
    };
    const at = (pointer: string) => this.spot(find(pointer).place?.value ?? 0);
    return {
      value,
      at,
      keyAt: (pointer) => this.spot(find(pointer).place?.key ?? 0),
      inside: (pointer, offset) => {
        const { place, exact } = find(pointer);
        if (place === undefined || !exact || !isScalar(place.node)) return at(pointer);
        const quote = place.node.type === Scalar.PLAIN ? 0 : 1;
        const text = String(place.node.value);
        const begin = place.value + quote;
        // Only where the file shows the text as it is read can an offset be carried over.
        const verbatim = this.text.startsWith(text, begin);
        return verbatim ? this.spot(begin + offset) : at(pointer);
      },
    };
  }
}

/** What another reader of YAML may take the plain text for; null where all agree (YA2). */
function surprise(value: unknown, written: string): string | null {
  if (/^(yes|no|on|off)$/iu.test(written)) return `true or false`;
  if (/^[-+]?\d+(:[0-5]?\d)+(\.\d*)?$/u.test(written)) return `a number in base 60`;
  if (typeof value === "number" && String(value) !== written) {
    return Number.isFinite(value) ? `the number ${value}` : `something that is no number`;
  }
  if (typeof value === "string" && /^[-+]?0?[xob]?\d[\d_]*_\d*$/u.test(written)) return `a number`;
  return null;
}

function inWords(error: YAMLError, text: string, spot: (offset: number) => Spot): Mistake {
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
