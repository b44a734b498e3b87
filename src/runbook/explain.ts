import { z } from "zod";
import * as pointers from "../value/pointer.ts";
import { isObject, type Json } from "../value/json.ts";
import { suggest } from "../value/nearest.ts";

/** What is wrong at a path, in words; `aboutKey` where the key is wrong rather than its value. */
export type Finding = {
  path: (string | number)[];
  aboutKey: boolean;
  message: string;
  remedy: string;
};

/**
 * The issues of a schema in the operator's words. A schema's own message is a noun phrase that says
 * what is expected: "a length of time such as P14D".
 */
export function explain(
  issues: readonly z.core.$ZodIssue[],
  schema: z.ZodType,
  value: Json,
): Finding[] {
  return issues.flatMap((issue) => one(issue, schema, value));
}

function one(issue: z.core.$ZodIssue, schema: z.ZodType, value: Json): Finding[] {
  const path = issue.path.filter((key) => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      aboutKey: true,
      message: `Cannot use the key "${key}": it is not known here`,
      remedy: suggest(key, known, "key"),
    }));
  }
  if (issue.code === "invalid_union") return union(issue, path, schema, value);
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    const wanted = issue.issues.slice(0, 1).map(phrase).join("");
    return [
      {
        path,
        aboutKey: true,
        message: `Cannot use the name "${key}": expected ${wanted}`,
        remedy: `rename it to ${wanted}`,
      },
    ];
  }
  return [mismatch(path, phrase(issue), value)];
}

/** Of several readings, the one that came farthest is what was meant. */
function union(
  issue: z.core.$ZodIssueInvalidUnion,
  path: (string | number)[],
  schema: z.ZodType,
  value: Json,
): Finding[] {
  if (!isDefault(issue.message)) return [mismatch(path, issue.message, value)];
  const deepest = Math.max(0, ...issue.errors.flat().map((i) => i.path.length));
  const first = issue.errors.flat().find((i) => i.path.length === deepest);
  if (first !== undefined && (first.path.length > 0 || first.code === "unrecognized_keys")) {
    return one({ ...first, path: [...path, ...first.path] }, schema, value);
  }
  const choices = issue.errors.flatMap((issues) => issues.slice(0, 1).map(phrase));
  return [mismatch(path, [...new Set(choices)].join(" or ") || "something else", value)];
}

function mismatch(path: (string | number)[], wanted: string, value: Json): Finding {
  const found = pointers.get(value, path.reduce<string>(pointers.join, ""));
  const name = path.findLast((key) => typeof key === "string");
  const subject = name === undefined ? "this" : `"${name}"`;
  if (found === undefined) {
    return {
      path,
      aboutKey: false,
      message: `Cannot read this: the key ${subject} is missing`,
      remedy: `add ${subject}: ${wanted}`,
    };
  }
  if (/^(write|name|give|add|use) /u.test(wanted)) {
    const message = `Cannot read ${subject}: ${describe(found)} is not what belongs here`;
    return { path, aboutKey: false, message, remedy: wanted };
  }
  return {
    path,
    aboutKey: false,
    message: `Cannot read ${subject}: expected ${wanted}, found ${describe(found)}`,
    remedy: remedyFor(found, wanted),
  };
}

function remedyFor(found: Json, wanted: string): string {
  const scalar = typeof found === "number" || typeof found === "boolean";
  if (scalar && wanted.startsWith("text")) return `quote it: "${String(found)}"`;
  return `write ${wanted}`;
}

function phrase(issue: z.core.$ZodIssue): string {
  if (!isDefault(issue.message)) return issue.message.replace(/^must be /u, "");
  switch (issue.code) {
    case "invalid_type":
      return kindOf(issue.expected);
    case "invalid_value":
      return `one of ${issue.values.map((v) => `"${String(v)}"`).join(", ")}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? `${kindOf(issue.origin)} that is not empty`
        : `a number of at least ${String(issue.minimum)}`;
    case "too_big":
      return issue.origin === "string"
        ? `text of at most ${String(issue.maximum)} characters`
        : `${kindOf(issue.origin)}, at most ${String(issue.maximum)}`;
    case "invalid_format":
      return `text in the form of ${issue.format}`;
    default:
      return "something else";
  }
}

function isDefault(message: string): boolean {
  return /^(Invalid|Too |Unrecognized|Expected)/u.test(message);
}

const types: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  object: "a map of keys and values",
  record: "a map of keys and values",
  array: "a list",
  null: "nothing",
};

function kindOf(type: string): string {
  return types[type] ?? type;
}

export function describe(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a map of keys and values";
  if (typeof value === "string") {
    return `the text "${value.length > 60 ? `${value.slice(0, 60)}…` : value}"`;
  }
  return typeof value === "number" ? `the number ${value}` : String(value);
}

/** Keys that may stand at `path`, whichever of its readings was meant. */
function knownKeys(schema: z.ZodType, path: readonly (string | number)[]): string[] {
  let at = readings(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  for (const key of path) at = at.flatMap((one) => readings(below(one, key)));
  const keys = at.flatMap((one) => Object.keys(member(one, "properties") ?? {}));
  return [...new Set(keys)];
}

function readings(schema: unknown): unknown[] {
  const choices = member(schema, "anyOf") ?? member(schema, "oneOf");
  return Array.isArray(choices) ? choices.flatMap(readings) : [schema];
}

function below(schema: unknown, key: string | number): unknown {
  if (typeof key === "number") return member(schema, "items");
  return member(member(schema, "properties"), key) ?? member(schema, "additionalProperties");
}

function member(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
