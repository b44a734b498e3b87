import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nearness, spansIn as spansOf, type Window, windowsOf } from "./dates.ts";

const at = (text: string) => Date.parse(`${text}T00:00:00Z`);
const window = (from: string, to: string) => ({ from: at(from), to: at(to) });
const now = at("2026-03-03");
const spansIn = (text: string) => spansOf(text, now);

test.each([
  ["on 2025-04-09?", window("2025-04-09", "2025-04-10")],
  ["on May 5th, 2025", window("2025-05-05", "2025-05-06")],
  ["on the 31st of Dec. 2025", window("2025-12-31", "2026-01-01")],
  ["in sept 2025", window("2025-09-01", "2025-10-01")],
  ["in December of 2025", window("2025-12-01", "2026-01-01")],
  ["on march 8", { month: 2, day: 8 }],
  ["on the 8th of March", { month: 2, day: 8 }],
  ["in spring 2025", window("2025-03-01", "2025-06-01")],
  ["the Summer of 2025", window("2025-06-01", "2025-09-01")],
  ["fall 2025", window("2025-09-01", "2025-12-01")],
  ["winter, 2025", window("2025-12-01", "2026-03-01")],
  ["since 2025", window("2025-01-01", "2026-01-01")],
  ["in early June", { month: 5, day: null }],
  ["yesterday", window("2026-03-01", "2026-03-03")],
  ["Last week", window("2026-02-17", "2026-03-03")],
  ["last month", window("2026-02-01", "2026-03-01")],
  ["this month", window("2026-03-01", "2026-04-01")],
  ["last summer", window("2025-06-01", "2025-09-01")],
  ["last year", window("2025-01-01", "2026-01-01")],
])("a time is read: %s", (text, span) => {
  expect(spansIn(text)).toEqual([span]);
});

test("a summer that is over is the last one", () => {
  expect(spansOf("last summer", at("2026-09-01"))).toEqual([window("2026-06-01", "2026-09-01")]);
});

test("of what names a time the longest form counts, once", () => {
  expect(spansIn("What did she sell on May 5, 2025 and in June?")).toEqual([
    window("2025-05-05", "2025-05-06"),
    { month: 5, day: null },
  ]);
});

test("where nobody knows the day, last week is two words", () => {
  expect(spansOf("last week", null)).toEqual([]);
});

test("DT1: a number that no calendar has makes no date", () => {
  for (const text of ["2025-13-01", "2025-00-10", "2025-01-32", "May 0", "May 45", "99 May"]) {
    expect(spansIn(text)).toEqual([]);
  }
});

test("DT2: a month alone needs its capital and a preposition", () => {
  for (const text of ["may it march on", "In may", "May I?", "What does April do"]) {
    expect(spansIn(text)).toEqual([]);
  }
});

test("a question that names times without end is read up to a bound", () => {
  expect(spansIn("May 5, ".repeat(20))).toHaveLength(8);
});

test("a span of any year is a window in each year that was spoken in, and one beside", () => {
  const said = window("2024-05-01", "2025-05-01");
  expect(windowsOf([{ month: 11, day: 31 }], said)).toEqual([
    window("2023-12-31", "2024-01-01"),
    window("2024-12-31", "2025-01-01"),
    window("2025-12-31", "2026-01-01"),
    window("2026-12-31", "2027-01-01"),
  ]);
  expect(windowsOf([{ month: 1, day: null }], said)[1]).toEqual(window("2024-02-01", "2024-03-01"));
});

test("windows that meet are one", () => {
  const spans = [
    window("2025-03-01", "2025-04-01"),
    window("2025-02-10", "2025-03-01"),
    window("2025-02-11", "2025-02-12"),
  ];
  expect(windowsOf(spans, spans[0]!)).toEqual([window("2025-02-10", "2025-04-01")]);
});

const dayMs = 86_400_000;
const reach = { before: 3, after: 7 };

/** Of one window alone. */
function near({ from, to }: Window, at: number): number {
  if (at < from) return Math.max(0, 1 - (from - at) / (reach.before * dayMs));
  return at < to ? 1 : Math.max(0, 1 - (at - to) / (reach.after * dayMs));
}

test("it falls over the days before and, more slowly, behind", () => {
  const windows = [window("2025-06-10", "2025-06-12")];
  const found = ["06-07", "06-08", "06-10", "06-12", "06-15", "06-19", "06-30"].map((day) =>
    nearness(windows, at(`2025-${day}`), reach).toFixed(2),
  );
  expect(found).toEqual(["0.00", "0.33", "1.00", "1.00", "0.57", "0.00", "0.00"]);
  expect(nearness([], now, reach)).toBe(0);
});

test("of several windows the nearest counts", () => {
  const day = fc.integer({ min: 0, max: 60 }).map((n) => n * dayMs);
  const anyWindow = fc.tuple(day, day).map(([a, b]) => ({ from: a, to: a + b / 4 }));
  fc.assert(
    fc.property(fc.array(anyWindow), day, (all, at) => {
      const nearest = Math.max(0, ...all.map((one) => near(one, at)));
      const windows = windowsOf(all, { from: 0, to: 0 });
      expect(nearness(windows, at, reach)).toBeCloseTo(nearest, 9);
    }),
  );
});
