import { parse } from "../../src/value/pointer.ts";

/** True if a JSON Schema says something about the place a pointer names ("*": any item or member). */
export function schemaKnows(schema: unknown, pointer: string): boolean {
  return parse(pointer)
    .reduce<unknown[]>((at, key) => at.flatMap((s) => step(s, key)), [schema])
    .some((found) => found !== undefined);
}

function step(schema: unknown, key: string): unknown[] {
  if (typeof schema !== "object" || schema === null) return [];
  const s = schema as Record<string, unknown>; // JSON Schema: any keyword may stand here.
  const own =
    key === "*" ? [s["items"], s["additionalProperties"]] : [member(s["properties"], key)];
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((k) => (Array.isArray(s[k]) ? s[k] : []));
  return [...own, ...branches.flatMap((branch) => step(branch, key))].filter(
    (found) => found !== undefined && found !== false,
  );
}

function member(properties: unknown, key: string): unknown {
  if (typeof properties !== "object" || properties === null) return undefined;
  return Object.hasOwn(properties, key) ? Reflect.get(properties, key) : undefined;
}
