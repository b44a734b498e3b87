import { isObject, type Json, type JsonObject } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";

/** What `apply` knows of a value before any run: its fields, or nothing. */
export type Shape = { readonly fields: Readonly<Record<string, Shape>> | null };

export const anything: Shape = { fields: null };

export function withFields(names: readonly string[]): Shape {
  return { fields: Object.fromEntries(names.map((name) => [name, anything])) };
}

/** A schema that names its properties is taken at its word, unless it says that others may come. */
export function ofSchema(schema: Json, root: Json = schema): Shape {
  const here = deref(schema, root);
  if (here === null) return anything;
  const { properties, additionalProperties } = here;
  if (!isObject(properties)) return anything;
  if (additionalProperties === true || isObject(additionalProperties)) return anything;
  return {
    fields: Object.fromEntries(
      Object.entries(properties).map(([name, inner]) => [name, ofSchema(inner, root)]),
    ),
  };
}

/** The schema itself, its local `$ref` followed; null where nothing can be told. */
export function deref(schema: Json, root: Json): JsonObject | null {
  let here: Json | undefined = schema;
  for (let hops = 0; hops < 10; hops++) {
    if (!isObject(here)) return null;
    const ref: Json | undefined = here["$ref"];
    if (ref === undefined) return here;
    if (typeof ref !== "string" || !ref.startsWith("#")) return null;
    here = pointers.get(root, ref.slice(1));
  }
  return null;
}

/** The first step of `path` that leads nowhere, with what there is instead; null where all is well. */
export function follow(
  shape: Shape,
  path: readonly string[],
): { ok: true; shape: Shape } | { ok: false; field: string; known: string[] } {
  let here = shape;
  for (const field of path) {
    if (here.fields === null) return { ok: true, shape: anything };
    const next: Shape | undefined = Object.hasOwn(here.fields, field)
      ? here.fields[field]
      : undefined;
    if (next === undefined) return { ok: false, field, known: Object.keys(here.fields) };
    here = next;
  }
  return { ok: true, shape: here };
}
