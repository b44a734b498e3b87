import * as fc from "fast-check";
import { expect, test } from "vitest";
import { format } from "../../value/money.ts";
import { dateOrder, readAmount, readDay } from "./cells.ts";

test.each([
  ["1.190,00", "1190.00 EUR"],
  ["-1.190,00", "-1190.00 EUR"],
  ["1,190.00", "1190.00 EUR"],
  ["1190", "1190.00 EUR"],
  ["2.856,00 €", "2856.00 EUR"],
  ["EUR 12,5", "12.50 EUR"],
  ["12,50-", "-12.50 EUR"],
  ["(12.50)", "-12.50 EUR"],
  ["\u22128,00", "-8.00 EUR"],
  ["1.190", "1190.00 EUR"],
  ["1.234.567", "1234567.00 EUR"],
  ["1'190.00", "1190.00 EUR"],
  ["0,05", "0.05 EUR"],
  [",05", "0.05 EUR"],
])("%s reads as %s", (cell, amount) => {
  const read = readAmount(cell, "EUR");
  expect(read === null ? null : format(read)).toBe(amount);
});

test("the currency says how many digits stand behind the point", () => {
  expect(readAmount("1,190", "JPY")).toEqual({ minor: 1190, currency: "JPY" });
  expect(readAmount("5,00 USD", "EUR")).toEqual({ minor: 500, currency: "USD" });
  expect(readAmount("£5", "EUR")).toEqual({ minor: 500, currency: "GBP" });
  expect(readAmount("1.190", "KWD")).toEqual({ minor: 1190, currency: "KWD" });
});

test.each([
  "",
  "free",
  "1,2,3.4.5",
  "12.345,678",
  "--5",
  "-5-",
  "5,00 XXY",
  "1e3",
  "(5",
  "12.34.567",
  "5.",
])("%j is no amount", (cell) => {
  expect(readAmount(cell, "EUR")).toBeNull();
});

test("an amount is read back in every way of writing it", () => {
  const cents = fc.integer({ min: -1e10, max: 1e10 });
  fc.assert(
    fc.property(cents, fc.constantFrom("de-DE", "en-GB", "de-CH"), (minor, locale) => {
      const written = new Intl.NumberFormat(locale, { minimumFractionDigits: 2 }).format(
        minor / 100,
      );
      return readAmount(written, "EUR")?.minor === minor;
    }),
  );
});

test.each([
  ["05.06.2026", "2026-06-05"],
  ["5.6.26", "2026-06-05"],
  ["2026-06-05", "2026-06-05"],
  ["2026/06/05", "2026-06-05"],
  ["2026-06-05 13:45:00", "2026-06-05"],
  ["05/06/2026", "2026-06-05"],
  ["30.02.2026", null],
  ["5. Juni", null],
  ["", null],
])("%s is the day %s", (cell, day) => {
  expect(readDay(cell, "day.month")).toBe(day);
});

test("the order of day and month is told by the column", () => {
  expect(dateOrder(["06/05/2026", "06/30/2026"])).toBe("month.day");
  expect(dateOrder(["06/05/2026", "30/06/2026"])).toBe("day.month");
  expect(dateOrder(["2026-06-05", ""])).toBe("day.month");
  expect(readDay("06/30/2026", "month.day")).toBe("2026-06-30");
});
