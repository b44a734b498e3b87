import { isObject, type Json } from "../../value/json.ts";
import { join } from "../../value/pointer.ts";

/** Pointers of the smallest parts in which `after` differs from `before`. */
export function changedPointers(before: Json, after: Json, at = ""): string[] {
  if (Array.isArray(before) && Array.isArray(after)) {
    if (before.length !== after.length) return [at];
    return before.flatMap((item, i) => changedPointers(item, after[i] ?? null, join(at, i)));
  }
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => {
      const left = before[key];
      const right = after[key];
      const pointer = join(at, key);
      if (left === undefined || right === undefined) return [pointer];
      return changedPointers(left, right, pointer);
    });
  }
  return before === after ? [] : [at];
}
