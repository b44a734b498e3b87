import { expect, test } from "vitest";
import { rulesBy, valueBy } from "./rules.ts";

test("what is no rule is none", () => {
  const odd = { "1": { drop: "a", rename: { a: 1 }, map: { a: 1 }, read: { a: true }, wrap: [1] } };
  for (const from of [odd, undefined, { "1": 3 }]) {
    const { drop, rename, read, wrap, map } = rulesBy(from, 1);
    expect([drop.size, rename.size, read.size, wrap.size]).toEqual([0, 0, 0, 0]);
    expect(map.get("a")?.size ?? 0).toBe(0);
  }
});

test("RU2: words are put for words, of a list for each; then it is read, then made a list", () => {
  const rules = rulesBy({ "1": { map: { a: { x: 2 } }, read: { a: "value" }, wrap: ["a"] } }, 1);
  expect(valueBy(rules, "a", "x")).toEqual([2]);
  expect(valueBy(rules, "a", ["x", "y", 3])).toEqual([2, "y", 3]);
  expect(valueBy(rules, "b", "x")).toBe("x");
});
