import { expect, test } from "vitest";
import { instantOf } from "./instant.ts";

test.each([
  ["2026-03-03", Date.UTC(2026, 2, 3)],
  [" 2026-03-03t09:30z ", Date.UTC(2026, 2, 3, 9, 30)],
  ["2026-03-03 09:30:15.250+02:00", Date.UTC(2026, 2, 3, 7, 30, 15, 250)],
  ["2024-02-29", Date.UTC(2024, 1, 29)],
])("%j is a time", (text, at) => {
  expect(instantOf(text)).toBe(at);
});

test("what names no zone is a time of the one that is meant", () => {
  const there = (text: string) => instantOf(text, "America/New_York");
  expect(there("2026-04-01")).toBe(Date.UTC(2026, 3, 1, 4));
  expect(there("2026-01-01T22:00:15.5")).toBe(Date.UTC(2026, 0, 2, 3, 0, 15, 500));
  expect(there("2026-04-01T22:00Z")).toBe(Date.UTC(2026, 3, 1, 22));
});

test.each(["2026-02-29", "2026-13-01", "2026-03-03T25:00", "3 March 2026", "2026-3-3", ""])(
  "%j is none",
  (text) => {
    expect(instantOf(text)).toBeNull();
  },
);
