import { expect, test } from "vitest";
import { Column } from "./column.ts";
import { dateScores } from "./date-scores.ts";

const march = (day: number) => Date.UTC(2025, 2, day);
const spans = [{ from: march(1), to: march(2) }];

function scores(
  at: readonly number[],
  asked: typeof spans | { month: number; day: number }[],
  naming: number[][] = [],
) {
  const column = new Column();
  for (const moment of at) column.push(moment);
  const found = dateScores(column, asked, naming);
  return at.map((_, i) => Number(found.read(i).toFixed(3)));
}

test("what was said at the time that is named counts, and soon after it", () => {
  const at = [march(1), march(9), march(10), ...Array.from({ length: 97 }, () => march(28))];
  expect(scores(at, spans).slice(0, 4)).toEqual([0.8, 0, 0, 0]);
  expect(scores([march(1) + 1, march(5), ...at], spans).slice(0, 3)).toEqual([0.8, 0.457, 0.8]);
  expect(scores(at, [{ month: 2, day: 1 }]).slice(0, 2)).toEqual([0.8, 0]);
});

test("DS1: a time near which all lie says nothing, and near which half do, something", () => {
  expect(scores([march(1), march(1)], spans)).toEqual([0, 0]);
  expect(scores([march(1), march(28)], spans)).toEqual([0.241, 0]);
  expect(scores([march(28)], spans)).toEqual([0]);
});

test("DS2: what has no time is near none", () => {
  expect(scores([0, march(1), march(28)], spans)).toEqual([0, 0.382, 0]);
  expect(scores([0, 0], [{ month: 0, day: 1 }])).toEqual([0, 0]);
});

test("DS3: what names the time counts, once", () => {
  expect(scores([0, march(28), march(28)], spans, [[1], [0, 1]])).toEqual([0.9, 0.9, 0]);
});

test("where no time is asked for, none counts", () => {
  expect(scores([march(1), march(28)], [])).toEqual([0, 0]);
});
