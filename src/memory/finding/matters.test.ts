import { expect, test } from "vitest";
import { inTurns, mattersIn } from "./matters.ts";
import type { Ranked } from "./rank.ts";

test.each([
  [
    "What is the boat called, and on which day is the launch?",
    ["What is the boat called", "on which day is the launch?"],
  ],
  ["Who paid and how much was paid?", ["Who paid", "how much was paid?"]],
  [
    "Who paid, and what was paid, and when was tea?",
    ["Who paid", "what was paid", "when was tea?"],
  ],
])("what asks for several things is parted: %s", (asked, matters) => {
  expect(mattersIn(asked)).toEqual(matters);
});

test.each([
  "What do Ann and Bob drink?",
  "What did she sell, and why?",
  "What was decided at first, and what later?",
  "Which book was dropped, and who wrote it?",
  "And when?",
  "",
  `Who paid${", and who paid".repeat(20)}?`,
])("MT1: what asks for one thing stays one: %s", (asked) => {
  expect(mattersIn(asked)).toEqual([asked]);
});

const ranked = (...positions: number[]): Ranked[] =>
  // What a score is made of does not matter here.
  positions.map((position, i) => ({ position, score: 9 - i }) as Ranked);

test("each has its turn, and a passage stands once", () => {
  const order = (k: number, ...rankings: Ranked[][]) =>
    inTurns(rankings, k).map(({ position }) => position);
  expect(order(9, ranked(1, 2, 3), ranked(4, 1, 5))).toEqual([1, 4, 2, 3, 5]);
  expect(order(2, ranked(1, 2, 3), ranked(4))).toEqual([1, 4]);
  expect(order(2, ranked(1, 2, 3))).toEqual([1, 2]);
  expect(order(2)).toEqual([]);
});
