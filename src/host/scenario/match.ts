import { equal, isObject, type Json, textOf } from "../../value/json.ts";
import { compile, found as searched } from "../../value/pattern.ts";
import * as pointers from "../../value/pointer.ts";

/**
 * How what was found differs from what a scenario expects.
 *
 * MD1 A map names what must stand in it, and leaves the rest free; a list names every item.
 * MD2 A map with one of the words below and nothing else is a pattern, and not a value.
 * MD3 What is not there is null: so `null` expects that nothing stands there.
 */
export type Difference = { at: string; expected: string; found: Json };

type Word = (wanted: Json, found: Json, at: string) => Difference[];

const words: Readonly<Record<string, Word>> = {
  contains: (wanted, found, at) =>
    listOf(wanted).flatMap((piece) =>
      holds(found, piece)
        ? []
        : [{ at, expected: `something that contains ${told(piece)}`, found }],
    ),
  matches: (wanted, found, at) =>
    typeof found === "string" && searched(compile(textOf(wanted)), found)
      ? []
      : [{ at, expected: `something that matches ${told(wanted)}`, found }],
  oneOf: (wanted, found, at) =>
    listOf(wanted).some((one) => differences(one, found).length === 0)
      ? []
      : [{ at, expected: `one of ${listOf(wanted).map(told).join(", ")}`, found }],
  not: (wanted, found, at) =>
    differences(wanted, found).length > 0
      ? []
      : [{ at, expected: `anything but ${told(wanted)}`, found }],
  exactly: (wanted, found, at) =>
    equal(wanted, found) ? [] : [{ at, expected: `exactly ${told(wanted)}`, found }],
};

export function differences(expected: Json, found: Json, at = ""): Difference[] {
  if (Array.isArray(expected)) {
    if (!Array.isArray(found) || found.length !== expected.length) {
      return [{ at, expected: told(expected), found }];
    }
    return expected.flatMap((item, i) => differences(item, found[i] ?? null, pointers.join(at, i)));
  }
  if (!isObject(expected)) {
    return equal(expected, found) ? [] : [{ at, expected: told(expected), found }];
  }
  const [key = "", ...more] = Object.keys(expected);
  const word = more.length === 0 && Object.hasOwn(words, key) ? words[key] : undefined;
  if (word !== undefined) return word(expected[key] ?? null, found, at);
  if (!isObject(found)) return [{ at, expected: told(expected), found }];
  return Object.entries(expected).flatMap(([name, inner]) => {
    const there = Object.hasOwn(found, name) ? (found[name] ?? null) : null;
    return differences(inner, there, pointers.join(at, name));
  });
}

const longest = 300;

/** A value on one line, as it would be written. */
export function told(value: Json): string {
  if (value === null) return "nothing";
  const text = JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}

/** A piece of a text, or an item of a list. */
function holds(found: Json, piece: Json): boolean {
  if (typeof found === "string") return typeof piece === "string" && found.includes(piece);
  return Array.isArray(found) && found.some((item) => differences(piece, item).length === 0);
}
