/** Plain JSON: the only shape that crosses a seam (agent, connector, sandbox, socket, ledger). */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text, or "" for anything that is none: for reading what may or may not be there. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Structural equality; the order of keys does not matter. */
export function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => {
        const other = b[i];
        return other !== undefined && equal(item, other);
      })
    );
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const left = a[key];
    // Only keys of its own: "__proto__" would otherwise stand in every object.
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    return left !== undefined && right !== undefined && equal(left, right);
  });
}

/**
 * Canonical text after RFC 8785 (keys sorted by UTF-16 code units, ECMAScript numbers): equal
 * values have equal text, so that digests of it can be compared.
 */
export function canonical(value: Json): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).toSorted()) {
    const member = value[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(member)}`);
  }
  return `{${parts.join(",")}}`;
}

/** Every text in it, in its order, without the names of fields. */
export function textsIn(value: Json): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
