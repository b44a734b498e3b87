import { isObject, type Json, type JsonObject } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";
import { describe } from "./explain.ts";
import { suggest } from "../value/nearest.ts";
import { deref } from "./shape.ts";

/** Where a template cannot satisfy a contract, whatever its expressions give. */
export type Mismatch = { pointer: string; aboutKey: boolean; message: string; remedy: string };

/** `partial` asks for no key: a record may be written field by field. */
export function mismatches(
  template: Json,
  schema: JsonObject,
  whose: string,
  partial = false,
): Mismatch[] {
  return compare(template, schema, "", { root: schema, whose, partial });
}

type Context = { root: JsonObject; whose: string; partial: boolean };

function compare(given: Json, schema: Json, pointer: string, context: Context): Mismatch[] {
  const wanted = deref(schema, context.root);
  if (wanted === null || isExpression(given)) return [];
  const types = typesOf(wanted);
  if (
    types !== null &&
    !types.includes(typeOf(given)) &&
    !(types.includes("number") && typeOf(given) === "integer")
  ) {
    return [
      {
        pointer,
        aboutKey: false,
        message: `Cannot give ${context.whose} ${describe(given)}${named(pointer)}: it takes ${types.join(" or ")}`,
        remedy: `write ${types.join(" or ")}, or an expression that gives it`,
      },
    ];
  }
  const choices = wanted["enum"];
  if (Array.isArray(choices) && !isTemplate(given) && !choices.includes(given)) {
    return [
      {
        pointer,
        aboutKey: false,
        message: `Cannot give ${context.whose} ${describe(given)}${named(pointer)}: it takes only some values`,
        remedy: suggest(short(given), choices.map(short), "value"),
      },
    ];
  }
  if (Array.isArray(given)) {
    const items = wanted["items"];
    if (items === undefined) return [];
    return given.flatMap((item, i) => compare(item, items, pointers.join(pointer, i), context));
  }
  return isObject(given) ? members(given, wanted, pointer, context) : [];
}

function members(given: JsonObject, wanted: JsonObject, pointer: string, context: Context) {
  const found: Mismatch[] = [];
  const properties = isObject(wanted["properties"]) ? wanted["properties"] : {};
  const more = wanted["additionalProperties"];
  const closed = isObject(wanted["properties"]) && more !== true && !isObject(more);
  for (const [key, value] of Object.entries(given)) {
    const at = pointers.join(pointer, key);
    const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (schema !== undefined) found.push(...compare(value, schema, at, context));
    else if (isObject(more)) found.push(...compare(value, more, at, context));
    else if (closed) {
      found.push({
        pointer: at,
        aboutKey: true,
        message: `Cannot give "${key}" to ${context.whose}: it knows no such key`,
        remedy: suggest(key, Object.keys(properties), "key"),
      });
    }
  }
  const required = wanted["required"];
  if (context.partial || !Array.isArray(required)) return found;
  for (const key of required) {
    if (typeof key !== "string" || Object.hasOwn(given, key)) continue;
    found.push({
      pointer,
      aboutKey: false,
      message: `Cannot leave out "${pointer === "" ? "" : `${pointers.parse(pointer).join(".")}.`}${key}": ${context.whose} needs it`,
      remedy: `add "${key}"`,
    });
  }
  return found;
}

function named(pointer: string): string {
  return pointer === "" ? "" : ` as "${pointers.parse(pointer).join(".")}"`;
}

function typesOf(schema: JsonObject): string[] | null {
  const type = schema["type"];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((t) => typeof t === "string");
  return null;
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function isTemplate(value: Json): boolean {
  return typeof value === "string" && value.includes("{{");
}

/** A string that is one expression may give anything. */
function isExpression(value: Json): boolean {
  return typeof value === "string" && /^\s*\{\{[\s\S]*\}\}\s*$/u.test(value);
}

function short(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
