import * as fc from "fast-check";
import { expect, test } from "vitest";
import { best } from "./best.ts";
import { Column } from "./column.ts";

function columnOf(scores: readonly number[]): Column {
  const column = new Column();
  for (const score of scores) column.push(score);
  return column;
}

test("the highest come first, equal ones in their order", () => {
  expect(best(columnOf([1, 3, 2, 3, 0]), 3)).toEqual([
    { position: 1, score: 3 },
    { position: 3, score: 3 },
    { position: 2, score: 2 },
  ]);
});

test("none are taken where none are asked for", () => {
  expect(best(columnOf([1, 2]), 0)).toEqual([]);
  expect(best(columnOf([]), 3)).toEqual([]);
});

test("it is the beginning of the whole order", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -5, max: 5 })), fc.nat({ max: 20 }), (scores, k) => {
      const order = scores
        .map((score, position) => ({ position, score }))
        .toSorted((a, b) => b.score - a.score);
      expect(best(columnOf(scores), k)).toEqual(order.slice(0, k));
    }),
  );
});
