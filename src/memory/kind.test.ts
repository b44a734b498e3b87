import { expect, test } from "vitest";
import { kindBy } from "./kind.ts";

const schema = {
  type: "object",
  "x-mainstay": { consistency: "strong", fresh: "P90D" },
  properties: {
    paper: { type: "string", "x-mainstay": { fresh: "P1D" } },
    languages: { type: "array", "x-mainstay": { many: true } },
    name: { type: "string" },
    odd: true,
  },
};

test("a field's own word counts before that of its kind", () => {
  const kind = kindBy(schema);
  expect([kind.strong, kind.ages]).toEqual([true, true]);
  expect(["paper", "name", "unheard of", "odd"].map((field) => kind.freshMs(field))).toEqual(
    [1, 90, 90, 90].map((days) => days * 86_400_000),
  );
  expect(["languages", "name"].map((field) => kind.many(field))).toEqual([true, false]);
});

test("without a word, facts have one value, stay fresh, and may be changed", () => {
  const { strong, ages, freshMs, many } = kindBy(undefined);
  expect([strong, ages, freshMs("name"), many("name")]).toEqual([false, false, null, false]);
  expect(kindBy({ properties: { name: {} } }).strong).toBe(false);
});
