import { expect, test } from "vitest";
import type { JsonObject } from "../value/json.ts";
import { mistakeOf, ruleFor } from "./kind-check.ts";

const says = (words: JsonObject): string | undefined => mistakeOf({ "x-mainstay": words })?.message;

test("every version but the first says how the one before reads", () => {
  expect(mistakeOf({ properties: { a: {} } })).toBeNull();
  expect(says({ version: 3, from: { "1": {}, "2": { rename: { a: "b" } } } })).toBeUndefined();
  expect(says({ version: 3, from: { "1": {} } })).toMatch(/version 2 reads in version 3/);
  expect(says({ from: { "1": {} } })).toMatch(/this is version 1/);
});

test("a field has no version of its own", () => {
  const field = { properties: { a: { "x-mainstay": { version: 2 } } } };
  expect(mistakeOf(field)?.message).toMatch(/of the field "a"/);
});

test.each<[JsonObject, RegExp | undefined]>([
  [{ drop: ["a"], rename: { a: "b" } }, /"a" is left out and called otherwise/],
  [{ rename: { a: "b" }, map: { a: { x: "y" } } }, /"a" is not called so any more/],
  [{ rename: { a: "b", b: "a" }, wrap: ["a"] }, undefined],
  [{ read: { a: "value + other" } }, /it reads "other"/],
  [{ read: { a: "1 +" } }, /"a" by "1 \+"/],
  [{ read: { a: "value" }, default: { b: 1 } }, undefined],
])("rules: %j", (rules, because) => {
  const found = says({ version: 2, from: { "1": rules } });
  if (because === undefined) expect(found).toBeUndefined();
  else expect(found).toMatch(because);
});

test.each([
  ['lacks "a"', '"default": {"a":"…"}'],
  ['has the unknown field "a"', '"rename": {"a":"…"} or "drop": ["a"]'],
  ['/a: must be one of ["x"], but is "y"', '"map": {"a":{"…":"…"}}'],
  ['/a: must be array, but is "y"', '"wrap": ["a"]'],
  ["/a: must be number, but is 3", '"read": {"a":"value"}'],
])("what would mend it: %s", (message, rule) => expect(ruleFor(message, "a")).toBe(rule));
