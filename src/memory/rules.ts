import { compile, ExpressionError } from "../value/cel.ts";
import { isObject, type Json, type JsonObject } from "../value/json.ts";
import { ownText } from "../value/label.ts";

/**
 * How what was said under one version of a schema reads in the next.
 *
 * RU1 A field is left out or called otherwise first; the other rules name it as it is called then.
 * RU2 Of one value, words are put for words, then the expression is read, then it is made a list.
 * RU3 A rule sees one value and nothing else: no other field, no clock, no chance. Where its expression
 *     fails, the value reads as it was said.
 */
export type Rules = {
  readonly drop: ReadonlySet<string>;
  readonly rename: ReadonlyMap<string, string>;
  readonly map: ReadonlyMap<string, ReadonlyMap<string, Json>>;
  /** By field, what is read of `value`, in CEL. */
  readonly read: ReadonlyMap<string, string>;
  readonly wrap: ReadonlySet<string>;
  /** What a record says that was made before and says nothing of the field. */
  readonly default: ReadonlyMap<string, Json>;
};

const names: JsonObject = { type: "array", items: { type: "string" }, uniqueItems: true };
const texts: JsonObject = { type: "object", additionalProperties: { type: "string" } };

export const rulesSchema: JsonObject = {
  type: "object",
  properties: {
    rename: texts,
    drop: names,
    map: { type: "object", additionalProperties: { type: "object" } },
    read: texts,
    wrap: names,
    default: { type: "object" },
  },
  additionalProperties: false,
};

/** The rules from a version to the next. */
export function rulesBy(from: Json | undefined, version: number): Rules {
  const said = membersOf(membersOf(from)[String(version)]);
  return {
    drop: new Set(textsOf(said["drop"])),
    rename: new Map(Object.entries(membersOf(said["rename"])).filter(isText)),
    map: new Map(
      Object.entries(membersOf(said["map"])).map(([field, words]) => [
        field,
        new Map(Object.entries(membersOf(words))),
      ]),
    ),
    read: new Map(Object.entries(membersOf(said["read"])).filter(isText)),
    wrap: new Set(textsOf(said["wrap"])),
    default: new Map(Object.entries(membersOf(said["default"]))),
  };
}

/** What the field is called afterwards; null where it is left out (RU1). */
export function nameBy({ drop, rename }: Rules, field: string): string | null {
  return drop.has(field) ? null : (rename.get(field) ?? field);
}

/** The value of a field by the name that it has afterwards (RU2). */
export function valueBy({ map, read, wrap }: Rules, field: string, value: Json): Json {
  const words = map.get(field);
  const put = words === undefined ? value : putFor(words, value);
  const expression = read.get(field);
  const found = expression === undefined ? put : readAs(expression, put);
  return wrap.has(field) && !Array.isArray(found) ? [found] : found;
}

/** What is wrong with an expression; null where nothing is. */
export function mistakeIn(expression: string): string | null {
  try {
    const { free } = compile(expression);
    const other = free.map(([name]) => name).find((name) => name !== "value");
    return other === undefined ? null : `it reads "${other}", and may read "value" alone`;
  } catch (error) {
    // Compiling throws nothing else.
    return (error as ExpressionError).message;
  }
}

function putFor(words: ReadonlyMap<string, Json>, value: Json): Json {
  if (Array.isArray(value)) return value.map((each) => putFor(words, each));
  return typeof value === "string" ? (words.get(value) ?? value) : value;
}

function readAs(expression: string, value: Json): Json {
  try {
    return compile(expression).evaluate({ value: ownText(value) }).value;
  } catch (error) {
    if (error instanceof ExpressionError) return value;
    throw error;
  }
}

function membersOf(value: Json | undefined): JsonObject {
  return value !== undefined && isObject(value) ? value : {};
}

function textsOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

const isText = (entry: [string, Json]): entry is [string, string] => typeof entry[1] === "string";
