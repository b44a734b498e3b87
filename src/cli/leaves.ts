import type { DiffLine } from "../api/contract/item.ts";
import { isObject, type Json } from "../value/json.ts";

/** A leaf of a value by its dotted path: { client: { name: "Ana" } } has "client.name". */
export type Leaf = { path: string; text: string };

/** Lists of plain values are one leaf: people read them as one line. */
export function leaves(value: Json, path = ""): Leaf[] {
  if (value === null) return path === "" ? [] : [{ path, text: "–" }];
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== "object" || item === null)) {
      return [{ path, text: value.length === 0 ? "none" : value.map(plainText).join(", ") }];
    }
    return value.flatMap((item, i) => leaves(item, below(path, `${i + 1}`)));
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, member]) => leaves(member, below(path, key)));
  }
  return [{ path, text: plainText(value) }];
}

function below(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function plainText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Field by field, what an edit changed. */
export function compare(before: Json, after: Json): DiffLine[] {
  const old = new Map(leaves(before).map((leaf) => [leaf.path, leaf.text]));
  const now = new Map(leaves(after).map((leaf) => [leaf.path, leaf.text]));
  const fields = [...new Set([...old.keys(), ...now.keys()])];
  return fields.flatMap((field): DiffLine[] => {
    const was = old.get(field) ?? null;
    const is = now.get(field) ?? null;
    if (was === is) return [];
    const mark = was === null ? "added" : is === null ? "removed" : "changed";
    return [{ field, before: was, after: is, mark }];
  });
}
