import { array, assert, boolean, property } from "fast-check";
import { expect, test } from "vitest";
import { assign } from "./assign.ts";

test("a broad expectation leaves what only a narrow one fits", () => {
  expect(
    assign([
      [true, true],
      [true, false],
    ]),
  ).toEqual([1, 0]);
  expect(assign([[true], [true]])).toEqual([0, null]);
  expect(assign([])).toEqual([]);
});

test("as many as possible get one, each another, and only what fits", () => {
  const fits = array(array(boolean(), { minLength: 3, maxLength: 3 }), { maxLength: 4 });
  assert(
    property(fits, (rows) => {
      const taken = assign(rows);
      const given = taken.filter((thing) => thing !== null);
      expect(new Set(given).size).toBe(given.length);
      for (const [i, thing] of taken.entries())
        if (thing !== null) expect(rows[i]?.[thing]).toBe(true);
      expect(given.length).toBe(most(rows, new Set()));
    }),
  );
});

/** By trying everything. */
function most([row, ...rest]: readonly boolean[][], taken: ReadonlySet<number>): number {
  if (row === undefined) return 0;
  const free = [...row.entries()].filter(([thing, fit]) => fit && !taken.has(thing));
  const with_ = free.map(([thing]) => 1 + most(rest, new Set([...taken, thing])));
  return Math.max(most(rest, taken), ...with_);
}
