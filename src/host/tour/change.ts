import { equal, isObject, type Json } from "../../value/json.ts";
import * as pointers from "../../value/pointer.ts";
import type { Change } from "./script.ts";

/** The draft as the operator leaves it: each pointer with its new value, or its text with a piece replaced. */
export function changed(draft: Json, changes: Readonly<Record<string, Change>>): Json {
  const value = structuredClone(draft);
  for (const [pointer, change] of Object.entries(changes)) {
    const keys = pointers.parse(pointer);
    const last = keys.at(-1) ?? "";
    const parent = pointers.get(value, pointer.slice(0, pointer.lastIndexOf("/")));
    const before = pointers.get(value, pointer);
    if (before === undefined) throw new Error(`the draft has no "${pointer}"`);
    const after = replaced(before, change, pointer);
    if (Array.isArray(parent)) parent[Number(last)] = after;
    else if (isObject(parent)) parent[last] = after;
  }
  return value;
}

function replaced(before: Json, change: Change, pointer: string): Json {
  if (!isPiece(change)) return change;
  if (typeof before !== "string" || !before.includes(change.replace)) {
    throw new Error(`"${pointer}" of the draft does not hold "${change.replace}"`);
  }
  return before.replace(change.replace, () => change.by);
}

function isPiece(change: Change): change is { replace: string; by: string } {
  return isObject(change) && equal(Object.keys(change).toSorted(), ["by", "replace"]);
}
