import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Ajv2020 } from "ajv/dist/2020.js";
import { keyword, keywordSchema } from "../memory/kind.ts";
import { ofJson } from "../value/digest.ts";
import type { Json, JsonObject } from "../value/json.ts";
import * as money from "../value/money.ts";

/**
 * Judges values by JSON Schema 2020-12.
 *
 * CC1 An unknown keyword or format, and a reference to another place, are mistakes of the schema.
 * CC2 A schema that does not compile satisfies nothing: its mistake is the message.
 * CC3 A value is only judged: no defaults, no coercion.
 */
type Compiled = { validate: ValidateFunction } | { mistake: string };

const maxKept = 256;
const maxMessages = 20;
const maxQuoted = 60;

const formats: Record<string, (text: string) => boolean> = {
  amount: isAmount,
  date: isDate,
  "date-time": (text) =>
    /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/.test(
      text,
    ) && isDate(text.slice(0, 10)),
  email: (text) => text.length <= 254 && /^[^\s@<>"]+@[^\s@<>".]+(\.[^\s@<>".]+)+$/.test(text),
  uri: (text) => URL.canParse(text),
};

/** What is wrong with `value`, each with its place; empty if it satisfies `schema`. */
export function check(schema: JsonObject, value: Json): string[] {
  const compiled = compile(schema);
  if ("mistake" in compiled) return [compiled.mistake];
  if (compiled.validate(value)) return [];
  return (compiled.validate.errors ?? []).slice(0, maxMessages).map(inWords);
}

/** What is wrong with the schema itself, or null. */
export function checkSchema(schema: JsonObject): string | null {
  const compiled = compile(schema);
  return "mistake" in compiled ? compiled.mistake : null;
}

// By identity first: a release holds the same objects for years, and digests cost 20 µs.
const byIdentity = new WeakMap<JsonObject, Compiled>();
const byDigest = new Map<string, Compiled>();

function compile(schema: JsonObject): Compiled {
  const known = byIdentity.get(schema);
  if (known !== undefined) return known;
  const digest = ofJson(schema);
  const compiled = byDigest.get(digest) ?? compileAfresh(schema);
  byDigest.delete(digest);
  byDigest.set(digest, compiled);
  const [oldest] = byDigest.keys();
  if (byDigest.size > maxKept && oldest !== undefined) byDigest.delete(oldest);
  byIdentity.set(schema, compiled);
  return compiled;
}

function compileAfresh(schema: JsonObject): Compiled {
  if (schema.$async !== undefined)
    return { mistake: "the schema is not valid: $async is not known" };
  ajv ??= newAjv();
  try {
    return { validate: ajv.compile(schema) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { mistake: `the schema is not valid: ${reason.replace(/^schema is invalid: /, "")}` };
  } finally {
    // It would keep every schema for ever, and two with the same id would meet.
    ajv.removeSchema(schema);
  }
}

// Loaded at the first use, synchronously (it is CommonJS): most starts check nothing.
let ajv: Ajv2020 | undefined;

function newAjv(): Ajv2020 {
  const { Ajv2020 } = createRequire(import.meta.url)(
    "ajv/dist/2020.js",
  ) as typeof import("ajv/dist/2020.js");
  const made = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    logger: false,
    verbose: true,
    formats,
  });
  return made.addKeyword({ keyword, metaSchema: keywordSchema });
}

function inWords(error: ErrorObject): string {
  const at = error.instancePath === "" ? "" : `${error.instancePath}: `;
  const params: Record<string, unknown> = error.params;
  switch (error.keyword) {
    case "required":
      return `${at}lacks "${String(params.missingProperty)}"`;
    case "additionalProperties":
      return `${at}has the unknown field "${String(params.additionalProperty)}"`;
    case "unevaluatedProperties":
      return `${at}has the unknown field "${String(params.unevaluatedProperty)}"`;
    case "enum":
      return `${at}must be one of ${quoted(params.allowedValues)}, but is ${quoted(error.data)}`;
    case "const":
      return `${at}must be ${quoted(params.allowedValue)}, but is ${quoted(error.data)}`;
    case "format":
      if (params.format === "amount") return `${at}${noAmount}, but is ${quoted(error.data)}`;
      return `${at}must be a valid ${String(params.format)}, but is ${quoted(error.data)}`;
    default:
      return `${at}${error.message ?? error.keyword}, but is ${quoted(error.data)}`;
  }
}

const noAmount = 'must be an amount above zero like "120.00 EUR"';

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "absent";
  return text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text;
}

/** A sum above zero, as processes reckon with it. */
function isAmount(text: string): boolean {
  try {
    return money.parse(text).minor > 0;
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
