import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packed, tokensOf } from "./pack.ts";

test("the best are taken first, and the heading of a conversation is paid once", () => {
  const lines = [
    { position: 5, thread: 0, tokens: 10 },
    { position: 2, thread: 0, tokens: 10 },
    { position: 9, thread: 1, tokens: 2 },
  ];
  expect(packed(lines, 38)).toEqual([5, 2, 9]);
  expect(packed(lines, 37)).toEqual([5, 2]);
});

test("PK1: what does not fit is passed over for the next that does", () => {
  const lines = [
    { position: 1, thread: 0, tokens: 90 },
    { position: 2, thread: 0, tokens: 12 },
  ];
  expect(packed(lines, 20)).toEqual([2]);
  expect(packed(lines, 0)).toEqual([]);
});

test("PK1: the budget is never exceeded, and nothing that would fit at the end is left", () => {
  const anyLines = fc.array(
    fc.record({ thread: fc.nat({ max: 3 }), tokens: fc.integer({ min: 1, max: 50 }) }),
  );
  fc.assert(
    fc.property(anyLines, fc.nat({ max: 200 }), (lines, budget) => {
      const taken = packed(
        lines.map((line, position) => ({ position, ...line })),
        budget,
      ).map((position) => lines[position]!);
      const cost = (all: typeof lines) =>
        all.reduce((sum, { tokens }) => sum + tokens, 0) +
        8 * new Set(all.map(({ thread }) => thread)).size;
      expect(cost(taken)).toBeLessThanOrEqual(budget);
      for (const line of lines) {
        if (!taken.includes(line)) expect(cost([...taken, line])).toBeGreaterThan(budget);
      }
    }),
  );
});

test("tokens are counted from characters", () => {
  expect(tokensOf({ author: "Ann", chars: 10 })).toBe(4);
  expect(tokensOf({ author: "", chars: 0 })).toBe(1);
});
