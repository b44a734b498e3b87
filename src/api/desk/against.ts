import { isObject, type Json } from "../../value/json.ts";
import { at as labelAt, type Labelled, vouched } from "../../value/label.ts";
import { join } from "../../value/pointer.ts";
import type { DiffLine } from "../contract/item.ts";

/**
 * A draft beside what it was made from: every value that is shown, and whether it stands in the
 * source word for word, was added to it, or is a figure that neither the source nor anybody on her
 * side vouches for.
 */
export function against(shown: Labelled, source: Labelled | null): DiffLine[] {
  const said = source === null ? null : plain(textOf(source.value));
  return leaves(shown.value, "", "").map(({ pointer, field, text }) => ({
    field,
    before: null,
    after: text,
    mark: markOf(text, said, vouched(labelAt(shown.labels, pointer))),
  }));
}

function markOf(text: string, said: string | null, isVouched: boolean): DiffLine["mark"] {
  if (isVouched) return "same";
  if (said === null) return "unvouched";
  if (said.includes(plain(text))) return "same";
  return /^-?\d+(\.\d+)? [A-Z]{3}$/.test(text) ? "unvouched" : "added";
}

type Leaf = { pointer: string; field: string; text: string };

function leaves(value: Json, pointer: string, field: string): Leaf[] {
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, member]) =>
      leaves(member, join(pointer, key), field === "" ? key : `${field}.${key}`),
    );
  }
  if (Array.isArray(value) && value.some((part) => isObject(part) || Array.isArray(part))) {
    return value.flatMap((part, i) => leaves(part, join(pointer, i), `${field}.${i + 1}`));
  }
  if (value === null || value === "" || field === "") return [];
  return [
    { pointer, field, text: Array.isArray(value) ? value.map(String).join(", ") : String(value) },
  ];
}

function textOf(value: Json): string {
  if (Array.isArray(value)) return value.map(textOf).join("\n");
  return isObject(value) ? Object.values(value).map(textOf).join("\n") : String(value);
}

/** Words without their layout, so that a line break in the mail hides nothing. */
function plain(text: string): string {
  return text.toLowerCase().replaceAll(/\s+/g, " ").trim();
}
