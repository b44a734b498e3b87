import { type Document, isAlias, isMap, isScalar, isSeq, type ParsedNode, Scalar } from "yaml";
import * as pointers from "../value/pointer.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { type Mistake, mistake, type Source, type Spot } from "../runbook/mistake.ts";
import { maxDepth, tooDeep } from "./yaml-words.ts";

const maxNodes = 20_000;

export type Reading = { ok: true; source: Source } | { ok: false; mistakes: Mistake[] };

export function fail(...mistakes: Mistake[]): Reading {
  return { ok: false, mistakes };
}

/** Thrown inside the walk only, to leave it at the first bound that is broken (YA3). */
class Bound extends Error {
  readonly found: Mistake;
  constructor(found: Mistake) {
    super(found.message);
    this.found = found;
  }
}

/** One document from its root to its leaves, each with its place. */
export class Walk {
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
