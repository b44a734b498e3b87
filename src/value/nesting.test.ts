import { expect, test } from "vitest";
import { deeperThan } from "./nesting.ts";

const nested = (levels: number) => `${"[".repeat(levels)}1${"]".repeat(levels)}`;

test("levels are counted from the text, in maps and lists alike", () => {
  expect(deeperThan(3, nested(3))).toBe(false);
  expect(deeperThan(3, nested(4))).toBe(true);
  expect(deeperThan(1, '{"a":{"b":1}}')).toBe(true);
  expect(deeperThan(1, "[1],[2],[3]")).toBe(false);
});

test("what stands in text does not count", () => {
  expect(deeperThan(1, '["[[[[", "\\"[[[", "\\\\"]')).toBe(false);
});

test("a megabyte of brackets is told at once", () => {
  expect(deeperThan(100, "[".repeat(1 << 20))).toBe(true);
});
