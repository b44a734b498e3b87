import { parse } from "../value/duration.ts";
import { isObject, type Json, type JsonObject } from "../value/json.ts";

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
};

export const keyword = "x-mainstay";

/** What may stand under the keyword. */
export const keywordSchema: JsonObject = {
  type: "object",
  properties: {
    consistency: { enum: ["strong", "stated"] },
    fresh: { type: "string", pattern: "^P(?=.)(\\d+W)?(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?)?$" },
    many: { type: "boolean" },
  },
  additionalProperties: false,
};

export function kindBy(schema: JsonObject | undefined): Kind {
  const ofAll = said(schema);
  const fields = isObject(schema?.["properties"]) ? schema["properties"] : {};
  const of = (field: string): JsonObject =>
    said(Object.hasOwn(fields, field) ? fields[field] : undefined);
  return {
    strong: ofAll["consistency"] === "strong",
    ages: [ofAll, ...Object.values(fields).map(said)].some((each) => each["fresh"] !== undefined),
    freshMs(field) {
      const fresh = of(field)["fresh"] ?? ofAll["fresh"];
      return typeof fresh === "string" ? parse(fresh) : null;
    },
    many: (field) => of(field)["many"] === true,
  };
}

function said(schema: Json | undefined): JsonObject {
  const stands = isObject(schema) ? schema[keyword] : undefined;
  return isObject(stands) ? stands : {};
}
