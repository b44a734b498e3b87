import { isObject, type Json } from "../value/json.ts";

/** Of a value that somebody says, as JSON. */
const mostText = 65_536;

/** Why a value cannot be kept as it is said; null where it can. */
export function unkeepable(value: Json): string | null {
  if (JSON.stringify(value).length > mostText) {
    return `it is longer than ${mostText} characters; keep what is long as a passage, with "mainstay memory import"`;
  }
  return isExact(value)
    ? null
    : "it holds a number that is too large to be kept to the last digit; write it as a text";
}

/** `JSON.parse` rounds what has more digits than it can hold. */
function isExact(value: Json): boolean {
  if (typeof value === "number")
    return Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
  if (Array.isArray(value)) return value.every(isExact);
  return !isObject(value) || Object.values(value).every(isExact);
}
