import { expect, test } from "vitest";
import { minorDigits } from "./currency.ts";

test.each([
  ["AED", 2],
  ["BWP", 2],
  ["EUR", 2],
  ["KRW", 0],
  ["NAD", 2],
  ["NGN", 2],
  ["SHP", 2],
  ["VES", 2],
  ["ZWG", 2],
  ["JPY", 0],
  ["KWD", 3],
])("%s has %d digits after the point", (code, digits) => {
  expect(minorDigits(code)).toBe(digits);
});

test("what is no currency in use has none", () => {
  for (const code of ["EUX", "DEM", "eur", "", " "]) expect(minorDigits(code)).toBeNull();
});
