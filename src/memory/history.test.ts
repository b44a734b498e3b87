import { expect, test } from "vitest";
import { fromOperator } from "../value/label.ts";
import { type Fact, factFrom } from "./fact.ts";
import { spansOf } from "./history.ts";

function version(
  n: number,
  validFrom: number,
  more: { validTo?: number; known?: boolean } = {},
): Fact {
  const { validTo, known = true } = more;
  return factFrom(fromOperator({ f: n }), "f", known ? n : undefined, {
    version: n,
    recordedAt: n * 100,
    reason: "set",
    author: "operator",
    source: n,
    entry: n,
    intent: n,
    validFrom,
    ...(validTo === undefined ? {} : { validTo }),
  });
}

const times = (...versions: Fact[]) =>
  spansOf(versions).map(({ heldTo, knownTo }) => [heldTo, knownTo]);

test("what goes on from later ends what held before, and both are known", () => {
  expect(times(version(1, 10), version(2, 20))).toEqual([
    [20, null],
    [null, null],
  ]);
  expect(times(version(1, 10, { validTo: 15 }), version(2, 20))).toEqual([
    [15, null],
    [null, null],
  ]);
});

test("FH1: what is corrected, or taken back, was known until then", () => {
  expect(times(version(1, 10), version(2, 10))).toEqual([
    [null, 200],
    [null, null],
  ]);
  const back = version(3, 5, { known: false });
  expect(times(version(1, 10), version(2, 20), back)).toEqual([
    [20, 300],
    [null, 300],
    [null, null],
  ]);
  // What speaks of another time only says nothing of this one.
  expect(times(version(1, 10), version(2, 1, { validTo: 5 }))).toEqual([
    [null, null],
    [5, null],
  ]);
});

test("nothing has no history", () => {
  expect(spansOf([])).toEqual([]);
});
