import { expect, test } from "vitest";
import * as date from "./date.ts";

test("a date is its first moment in UTC", () => {
  expect(date.parse("2026-06-01")).toBe(Date.UTC(2026, 5, 1));
  expect(date.isDay("2026-06-01")).toBe(true);
  expect(date.isDay("2026-06-01T10:00:00Z")).toBe(false);
  expect(date.isDay("on 2026-06-01")).toBe(false);
});

test("an instant is read with its offset and written in UTC", () => {
  const instant = date.parse("2026-06-01T10:30:00.25+02:00");
  expect(date.formatInstant(instant)).toBe("2026-06-01T08:30:00.250Z");
  expect(date.formatInstant(date.parse("2026-06-01T23:00:00-02:30"))).toBe("2026-06-02T01:30:00Z");
  expect(date.formatDay(instant)).toBe("2026-06-01");
  expect(date.parse("2026-06-01T10:30:05Z")).toBe(Date.UTC(2026, 5, 1, 10, 30, 5));
  expect(date.parse("2026-06-01T23:30:00+23:00")).toBe(Date.UTC(2026, 5, 1, 0, 30));
});

test.each([
  "2026-02-30",
  "2026-13-01",
  "2026-6-1",
  "01.06.2026",
  "2026-06-01T10:00:00",
  "2026-06-01 10:00:00Z",
  "2026-06-01T24:00:00Z",
  "2026-06-01T10:00:00+24:00",
  "2026-06-01T10:00:00+29:00",
  "on 2026-06-01",
  "tomorrow",
  "",
])("%j is no date", (text) => {
  expect(() => date.parse(text)).toThrow(`Cannot read "${text}" as a date`);
});

test("days between two dates are whole, and signed", () => {
  expect(date.daysBetween("2026-06-01", "2026-06-15")).toBe(14);
  expect(date.daysBetween("2026-06-15", "2026-06-01")).toBe(-14);
  expect(date.daysBetween("2026-06-01T12:00:00Z", "2026-06-03")).toBe(1);
  expect(Object.is(date.daysBetween("2026-06-01T12:00:00Z", "2026-06-01"), 0)).toBe(true);
});

test("years beyond four digits cannot be written", () => {
  expect(() => date.formatDay(Date.UTC(10_000, 0, 1))).toThrow("four-digit years");
  expect(() => date.formatDay(Number.NaN)).toThrow("four-digit years");
  expect(() => date.formatDay(date.parse("0000-01-01") - 1)).toThrow("four-digit years");
  for (const day of ["0000-01-01", "9999-12-31"]) {
    expect(date.formatDay(date.parse(day))).toBe(day);
  }
});
