import { expect, test } from "vitest";
import { mentionScores } from "./mention-scores.ts";

const scores = (size: number, people: readonly number[][]) => {
  const found = mentionScores(size, people);
  return [0, 1].map((at) => Number(found.read(at).toFixed(3)));
};

test("all who are named share what naming one of them counts", () => {
  expect(scores(20, [[0]])).toEqual([0.22, 0]);
  expect(scores(20, [[0], [0]])).toEqual([0.22, 0]);
  expect(scores(20, [[0], [1]])).toEqual([0.11, 0.11]);
  expect(scores(20, [])).toEqual([0, 0]);
});

test("MS1: a name says the more, the fewer hold it, and nothing where all do", () => {
  expect(scores(10_000, [[0]])).toEqual([0.44, 0]);
  expect(scores(2, [[0, 1]])).toEqual([0, 0]);
});
