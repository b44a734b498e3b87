import { expect, test } from "vitest";
import {
  amount,
  amountsIn,
  day,
  dayInWords,
  dayOf,
  daysAfter,
  locale,
  monthInWords,
  number,
  quantity,
} from "./locale.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });

test.each([
  ["en", "1,234,567.08"],
  ["de", "1.234.567,08"],
  ["fr", "1\u202f234\u202f567,08"],
])("amounts are grouped as in %s", (tag, text) => {
  expect(number(eur(123_456_708), locale(tag))).toBe(text);
});

test("thousands are grouped where the language itself would leave four digits bare", () => {
  expect(number(eur(123_408), locale("es"))).toBe("1.234,08");
  expect(number(eur(0), locale("en"))).toBe("0.00");
});

test("a negative amount has a real minus sign, and its currency follows", () => {
  expect(amount(eur(-5), locale("en"))).toBe("\u22120.05 EUR");
  expect(amount({ minor: 1200, currency: "JPY" }, locale("en"))).toBe("1,200 JPY");
});

test("an amount in a currency nobody knows has two digits after the point", () => {
  expect(number({ minor: 1234, currency: "XXQ" }, locale("en"))).toBe("12.34");
});

test("amounts in a sentence are written for people, and what is to be typed stays as it is", () => {
  const told = 'It is 1190.00 EUR of 10000 JPY; write one like "1000.00 EUR", or -5.00 EUR';
  expect(amountsIn(told, "de")).toBe(
    'It is 1.190,00 EUR of 10.000 JPY; write one like "1000.00 EUR", or \u22125,00 EUR',
  );
});

test("what is written already, and what is no amount, stays in a sentence", () => {
  const told = "1,000.00 EUR were open; 12 ABC and 5.001 EUR are none";
  expect(amountsIn(told, "de")).toBe(told);
});

test("a quantity is written with the decimal mark of the language", () => {
  expect(quantity("1.5", locale("de"))).toBe("1,5");
  expect(quantity("1.5", locale("en"))).toBe("1.5");
  expect(quantity("2", locale("de"))).toBe("2");
});

test("days are written out, so that no two readings are possible", () => {
  expect(day("2026-06-02", locale("en"))).toBe("2 June 2026");
  expect(day("2026-06-02", locale("en-US"))).toBe("June 2, 2026");
  expect(day("2026-06-02", locale("de"))).toBe("2. Juni 2026");
});

test.each(["xx-nowhere", "not a language", "zz"])("for %j English is used", (tag) => {
  expect(locale(tag).language).toBe("en");
  expect(day("2026-06-02", locale(tag))).toBe("2 June 2026");
});

test("the day of an instant is the day where the company is", () => {
  const late = Date.UTC(2026, 11, 31, 23, 30);
  expect(dayOf(late, "UTC")).toBe("2026-12-31");
  expect(dayOf(late, "Europe/Berlin")).toBe("2027-01-01");
  expect(dayOf(late, "America/New_York")).toBe("2026-12-31");
});

test("days are counted over the ends of months and years, and backwards", () => {
  expect(daysAfter("2026-02-27", 2)).toBe("2026-03-01");
  expect(daysAfter("2026-12-25", 14)).toBe("2027-01-08");
  expect(daysAfter("2026-03-01", -1)).toBe("2026-02-28");
});

test("on screens days and months are English, as the words around them", () => {
  expect(dayInWords("2026-11-27")).toBe("27 November 2026");
  expect(monthInWords("2026-03")).toBe("March 2026");
});
