import { expect, test } from "vitest";
import { shapeProblems } from "./shape.ts";

const shown = { to: "ana", n: 1, yes: true, lines: [{ text: "a", price: 1 }], note: null };

test("another value of the same shape is taken, with more or fewer entries", () => {
  expect(shapeProblems(shown, { ...shown, to: "ben", n: 2, yes: false, note: ["x"] })).toEqual([]);
  expect(shapeProblems(shown, { ...shown, lines: [] })).toEqual([]);
  const line = { text: "b", price: 2 };
  expect(shapeProblems(shown, { ...shown, lines: [line, line], more: 1 })).toEqual([]);
  expect(shapeProblems([1, "a"], ["b", 2, "c"])).toEqual([]);
  expect(shapeProblems([], [1, "a"])).toEqual([]);
});

test("what is of another kind or missing is named by its place", () => {
  expect(shapeProblems(shown, "text")).toEqual(["it must be an object"]);
  expect(shapeProblems(shown, { ...shown, to: 1, n: "1", yes: null, lines: {} })).toEqual([
    '"/to" must be text',
    '"/n" must be a number',
    '"/yes" must be true or false',
    '"/lines" must be a list',
  ]);
  expect(shapeProblems(shown, { ...shown, lines: [{ text: "a" }, 3] })).toEqual([
    '"/lines/0/price" is missing',
    '"/lines/1" must be an object',
  ]);
});
