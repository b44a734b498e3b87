import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as duration from "./duration.ts";

test.each([
  ["P14D", 14 * 86_400_000],
  ["P1W", 7 * 86_400_000],
  ["P1W1D", 8 * 86_400_000],
  ["P12W", 84 * 86_400_000],
  ["PT4H", 14_400_000],
  ["P1DT1H1M1.5S", 90_061_500],
  ["-P3D", -3 * 86_400_000],
  ["PT0S", 0],
])("%s is %d ms", (text, ms) => expect(duration.parse(text)).toBe(ms));

test.each(["P1M", "P1Y", "P12M", "-P2Y", "P1Y6M", "P6MT1H"])("%s has no fixed length", (text) => {
  expect(() => duration.parse(text)).toThrow("months and years have no fixed length");
});

test.each(["P", "PT", "P1DT", "14D", "P14", "PT1.5H", "p1d", "P-1D", "in P1D", "14 days", ""])(
  "%j is no length of time",
  (text) => expect(() => duration.parse(text)).toThrow('write it like "P14D"'),
);

test("a length beyond exact counting is refused", () => {
  expect(() => duration.parse("P999999999999D")).toThrow("too long");
});

test("what was written reads back as the same length", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e13, max: 1e13 }), (ms) => {
      expect(duration.parse(duration.format(ms + 0))).toBe(ms + 0);
    }),
  );
  expect(duration.format(90_061_500)).toBe("P1DT1H1M1.5S");
  expect(duration.format(-86_400_000)).toBe("-P1D");
  expect(duration.format(0)).toBe("PT0S");
});

test("a date stays a date and an instant stays an instant", () => {
  expect(duration.addToDate("2026-06-20", "P14D")).toBe("2026-07-04");
  expect(duration.addToDate("2026-03-01", "-P1D")).toBe("2026-02-28");
  expect(duration.addToDate("2026-06-01T10:00:00+02:00", "PT4H")).toBe("2026-06-01T12:00:00Z");
});

test("a date takes whole days only", () => {
  expect(() => duration.addToDate("2026-06-01", "PT4H")).toThrow("no whole number of days");
  expect(duration.addToDate("2026-06-01", "PT24H")).toBe("2026-06-02");
});
