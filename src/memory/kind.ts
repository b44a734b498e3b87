import { parse } from "../value/duration.ts";
import { isObject, type Json, type JsonObject } from "../value/json.ts";
import { type Rules, rulesSchema, rulesBy } from "./rules.ts";

/**
 * What the schema of a kind of record says of its facts, beside their shape: under `"x-mainstay"` of the
 * whole, or of one field, which then counts for it.
 */
export type Kind = {
  /** The operator alone changes what stands, by her word or her processes. */
  readonly strong: boolean;
  /** Whether any field of it grows old. */
  readonly ages: boolean;
  /** For so long a fact is fresh after it was said last; null for always. */
  freshMs(field: string): number | null;
  /** Whether it may have many values at a time, as a list. */
  many(field: string): boolean;
  /** What its records look like is counted from 1; a fact is said under one of these versions. */
  readonly version: number;
  /** By position, how a fact of version n+1 reads in the one after. */
  readonly rules: readonly Rules[];
  /** Whether any field of it is more than ordinary. */
  readonly guarded: boolean;
  sensitivity(field: string): Guard;
};

/** How its values are kept from others than the operator (LB2). */
export type Guard = (typeof guards)[number];
const guards = ["ordinary", "personal", "secret"] as const;

export const keyword = "x-mainstay";

/** What may stand under the keyword. */
export const keywordSchema: JsonObject = {
  type: "object",
  properties: {
    consistency: { enum: ["strong", "stated"] },
    fresh: { type: "string", pattern: "^P(?=.)(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?)?$" },
    many: { type: "boolean" },
    sensitivity: { enum: [...guards] },
    version: { type: "integer", minimum: 1, maximum: 1_000 },
    from: {
      type: "object",
      propertyNames: { pattern: "^[1-9]\\d{0,3}$" },
      additionalProperties: rulesSchema,
    },
  },
  additionalProperties: false,
};

/** A release holds the same objects for years. */
const known = new WeakMap<JsonObject, Kind>();

export function kindBy(schema: JsonObject | undefined): Kind {
  if (schema === undefined) return plain;
  const before = known.get(schema);
  if (before !== undefined) return before;
  const kind = kindFrom(schema);
  known.set(schema, kind);
  return kind;
}

/** What stands under the keyword of a schema, or of one of its fields. */
export function said(schema: Json | undefined): JsonObject {
  const stands = isObject(schema) ? schema[keyword] : undefined;
  return isObject(stands) ? stands : {};
}

export function fieldsOf(schema: JsonObject): JsonObject {
  return isObject(schema["properties"]) ? schema["properties"] : {};
}

function kindFrom(schema: JsonObject): Kind {
  const ofAll = said(schema);
  const fields = fieldsOf(schema);
  const all = [ofAll, ...Object.values(fields).map(said)];
  const of = (field: string): JsonObject =>
    said(Object.hasOwn(fields, field) ? fields[field] : undefined);
  const version = typeof ofAll["version"] === "number" ? ofAll["version"] : 1;
  return {
    strong: ofAll["consistency"] === "strong",
    ages: all.some((each) => each["fresh"] !== undefined),
    freshMs(field) {
      const fresh = of(field)["fresh"] ?? ofAll["fresh"];
      return typeof fresh === "string" ? parse(fresh) : null;
    },
    many: (field) => of(field)["many"] === true,
    version,
    rules: Array.from({ length: version - 1 }, (_, n) => rulesBy(ofAll["from"], n + 1)),
    guarded: all.some((each) => guardIn(each) !== "ordinary"),
    sensitivity: (field) => guardIn({ ...ofAll, ...of(field) }),
  };
}

function guardIn({ sensitivity }: JsonObject): Guard {
  return guards.find((guard) => guard === sensitivity) ?? "ordinary";
}

const plain = kindFrom({});
