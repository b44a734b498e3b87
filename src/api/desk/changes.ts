import { isObject, type Json } from "../../value/json.ts";
import { get, parse } from "../../value/pointer.ts";
import type { DiffLine } from "../contract/item.ts";

/** What differs at each pointer: the lines that do, and both values whole. */
export type Change = DiffLine & { was: Json; is: Json };

export function changesAt(before: Json, after: Json, pointers: readonly string[]): Change[] {
  return pointers.map((pointer) => {
    const was = get(before, pointer) ?? null;
    const is = get(after, pointer) ?? null;
    const [old, now] = narrowed(written(was), written(is));
    const field = parse(pointer).join(".");
    return { field, before: old || null, after: now || null, mark: "changed", was, is };
  });
}

function written(value: Json): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map(written).join("\n");
  if (isObject(value)) return Object.values(value).map(written).join(" ");
  return String(value);
}

/** The lines from the first to the last that differ; what both have around them is left out. */
function narrowed(before: string, after: string): [string, string] {
  const was = before.split("\n");
  const is = after.split("\n");
  const most = Math.min(was.length, is.length);
  let head = 0;
  while (head < most && was[head] === is[head]) head += 1;
  let tail = 0;
  while (tail < most - head && was.at(-1 - tail) === is.at(-1 - tail)) tail += 1;
  const cut = (lines: string[]) => lines.slice(head, lines.length - tail).join("\n");
  return [cut(was), cut(is)];
}
