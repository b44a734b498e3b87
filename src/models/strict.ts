import { isObject, type Json } from "../value/json.ts";

const keywords = new Set([
  "$schema",
  "title",
  "description",
  "type",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "enum",
  "const",
  "anyOf",
]);

/**
 * Whether a schema is one that providers take as strict: every field required, nothing beside them,
 * plain keywords. Others are refused with the whole call.
 */
export function isStrict(schema: Json): boolean {
  if (!isObject(schema) || Object.keys(schema).some((key) => !keywords.has(key))) return false;
  const { properties = {}, required = [], items, anyOf = [], additionalProperties } = schema;
  if (!isObject(properties) || !Array.isArray(required) || !Array.isArray(anyOf)) return false;
  const types = [schema["type"]].flat();
  const names = Object.keys(properties);
  const closed = additionalProperties === false && names.every((name) => required.includes(name));
  return (
    (!types.includes("object") || closed) &&
    [...Object.values(properties), ...anyOf].every(isStrict) &&
    (items === undefined || isStrict(items))
  );
}
