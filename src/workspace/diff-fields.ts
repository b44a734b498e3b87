import { format } from "../value/duration.ts";
import { microsText } from "../value/micros.ts";
import { equal, isObject, type Json } from "../value/json.ts";
import * as pointers from "../value/pointer.ts";

/** Everything compared here came from JSON files; readonly types alone hide it. */
export function json(value: unknown): Json {
  return value as Json;
}

/** Each field that differs, as deep as both sides are maps. */
export function changes(before: Json, after: Json, at: string): string[] {
  if (equal(before, after)) return [];
  const entries = entryChanges(before, after, at);
  if (entries !== null) return entries;
  if (!isObject(before) || !isObject(after)) {
    const { name, text } = written(at);
    return [`\`${name}\` ${text(before)} → ${text(after)}`];
  }
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key) => {
    const old = before[key];
    const now = after[key];
    const { name, text } = written(pointers.join(at, key));
    if (old === undefined) return now === undefined ? [] : [`\`${name}\` added: ${text(now)}`];
    if (now === undefined) return [`\`${name}\` removed`];
    return changes(old, now, pointers.join(at, key));
  });
}

/** Most entries of a list that are told one by one. */
const mostEntries = 20;

/**
 * Of two lists of maps or lists, which entries differ, counted from 1 as she does. What stands at
 * both ends alike is left out first, so that one more entry does not change all behind it. Null
 * where the lists as a whole say it better.
 */
function entryChanges(before: Json, after: Json, at: string): string[] | null {
  if (!Array.isArray(before) || !Array.isArray(after)) return null;
  if (![...before, ...after].some((item) => typeof item === "object")) return null;
  const from = before.findIndex((item, i) => !same(item, after[i]));
  const start = from === -1 ? before.length : from;
  let tail = 0;
  const most = Math.min(before.length, after.length) - start;
  while (tail < most && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const old = before.slice(start, before.length - tail);
  const now = after.slice(start, after.length - tail);
  const name = pointers.parse(at).join(".");
  const found: string[] = [];
  for (let i = 0; i < Math.max(old.length, now.length); i += 1) {
    const was = old[i];
    const is = now[i];
    const entry = pointers.join(at, String(start + i + 1));
    if (is === undefined)
      found.push(`\`${name}\` ${start + i + 1} removed: ${inside(was ?? null)}`);
    else if (was === undefined) found.push(`\`${name}\` ${start + i + 1} added: ${inside(is)}`);
    else found.push(...changes(was, is, entry));
  }
  const more = found.length - mostEntries;
  return more <= 0 ? found : [...found.slice(0, mostEntries), `\`${name}\` … and ${more} more`];
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return one === undefined || other === undefined ? one === other : equal(one, other);
}

/** An entry by what tells it from others: its plain values. */
function inside(entry: Json): string {
  if (!isObject(entry)) return short(entry);
  const plain = Object.values(entry).filter((value) => typeof value !== "object");
  return plain.length === 0 ? short(entry) : plain.map((value) => short(value)).join(", ");
}

/** A plan counts milliseconds and millionths; she wrote P14D and 0.50 EUR. */
function written(at: string): { name: string; text: (value: Json) => string } {
  const name = pointers.parse(at).join(".");
  const as = (unit: string, text: (value: number) => string) => ({
    name: name.slice(0, -unit.length),
    text: (value: Json) => (typeof value === "number" ? text(value) : short(value)),
  });
  if (name.endsWith("Ms")) return as("Ms", format);
  return name.endsWith("Micros") ? as("Micros", microsText) : { name, text: short };
}

function short(value: Json): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) {
    const plain = value.every((item) => typeof item !== "object");
    return plain && value.length <= 5 ? `[${value.join(", ")}]` : `a list of ${value.length}`;
  }
  if (isObject(value)) return `a map of ${Object.keys(value).length}`;
  if (typeof value !== "string") return String(value);
  const line = value.replaceAll(/\s+/gu, " ");
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`;
}
