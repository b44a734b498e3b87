import { isObject, type Json } from "../../value/json.ts";
import { join } from "../../value/pointer.ts";

/**
 * Where `value` is not of the shape of `shown`: each text, number, list and object stays one. What
 * was empty (null) may become anything; of a list, each entry is like one of those that were shown.
 */
export function shapeProblems(shown: Json, value: Json, at = ""): string[] {
  if (shown === null) return [];
  const kind = kindOf(shown);
  if (kindOf(value) !== kind) return [`${at === "" ? "it" : `"${at}"`} must be ${kind}`];
  if (isObject(shown) && isObject(value)) {
    return Object.entries(shown).flatMap(([key, was]) => {
      const now = value[key];
      return now === undefined
        ? [`"${join(at, key)}" is missing`]
        : shapeProblems(was, now, join(at, key));
    });
  }
  if (!Array.isArray(shown) || !Array.isArray(value)) return [];
  return value.flatMap((entry, i) => {
    const [first = null] = shown;
    const like = shown.some((each) => shapeProblems(each, entry).length === 0);
    return like ? [] : shapeProblems(shown[i] ?? first, entry, join(at, i));
  });
}

function kindOf(value: Json): string {
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "an object";
  if (value === null) return "empty";
  return { string: "text", number: "a number", boolean: "true or false" }[
    typeof value as "string" | "number" | "boolean" // Json has no other scalars.
  ];
}
