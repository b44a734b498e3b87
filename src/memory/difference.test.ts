import { expect, test } from "vitest";
import { fromOperator, ownText } from "../value/label.ts";
import { differences } from "./difference.ts";
import { evolve, initial, type RecordState } from "./record.ts";

const now = 1_000;

type Said = { value?: string; from?: number; to?: number };

/** What was said of the paper, each at its entry. */
function paper(...said: Said[]): RecordState {
  return said.reduce((record, { value, from = 0, to }, n) => {
    const set = value === undefined ? ownText({}) : fromOperator({ paper: value });
    const about = { kind: "preference", id: "k1", fields: ["paper"], version: n + 1 };
    const grounds = { reason: "set", author: "operator", validFrom: from, source: n + 1 };
    return evolve(record, {
      type: "record.changed",
      data: { ...about, ...grounds, ...(to === undefined ? {} : { validTo: to }) },
      values: { set },
      at: n + 1,
      seq: n + 1,
      intent: n + 1,
    });
  }, initial);
}

const told = (record: RecordState, from: number, to: number) =>
  differences(record, from, to, now).map(({ how, before, after }) => [
    how,
    before?.value ?? null,
    after?.value ?? null,
  ]);

test("what was added, changed and taken back between two entries", () => {
  const record = paper({ value: "coated" }, { value: "matt" }, {});
  expect(told(record, 0, 1)).toEqual([["added", null, "coated"]]);
  expect(told(record, 1, 2)).toEqual([["changed", "coated", "matt"]]);
  expect(told(record, 2, 3)).toEqual([["retracted", "matt", null]]);
  expect(told(record, 1, 3)).toEqual([["retracted", "coated", null]]);
});

test("nothing is told of what was recorded before or after", () => {
  const record = paper({ value: "coated" }, { value: "matt" });
  expect(told(record, 2, 9)).toEqual([]);
  expect(told(record, 0, 0)).toEqual([]);
});

test("MS3: what is said of another time, or again, changes nothing that holds", () => {
  const record = paper({ value: "matt" }, { value: "coated", from: 0, to: 500 }, { value: "matt" });
  expect(told(record, 1, 2)).toEqual([["besides", "matt", "matt"]]);
  expect(told(record, 2, 3)).toEqual([["besides", "matt", "matt"]]);
  expect(told(paper({}), 0, 1)).toEqual([["besides", null, null]]);
});

test("MS3: what ran out in between is no difference", () => {
  expect(told(paper({ value: "matt", to: 500 }, { value: "x", from: 2_000 }), 1, 2)).toEqual([
    ["besides", null, null],
  ]);
});
