import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Malformed } from "./malformed.ts";
import { microsText, parseMicros, spendText } from "./micros.ts";

test.each([
  ["0.25 USD", { micros: 250_000, currency: "USD" }],
  ["0.000075 EUR", { micros: 75, currency: "EUR" }],
  ["0 EUR", { micros: 0, currency: "EUR" }],
  ["12 JPY", { micros: 12_000_000, currency: "JPY" }],
])("%s is a price", (text, price) => {
  expect(parseMicros(text)).toEqual(price);
});

test.each(["", "0.25", "-1 EUR", "1,5 EUR", "0.0000001 EUR", "01 EUR", "1e3 EUR", "1 eur"])(
  '"%s" is none',
  (text) => {
    expect(() => parseMicros(text)).toThrow(Malformed);
  },
);

test.each([
  [0, "0.00"],
  [300, "0.0003"],
  [250_000, "0.25"],
  [1_234_567, "1.234567"],
  [-20_000, "-0.02"],
])("%d millionths read %s", (micros, text) => {
  expect(microsText(micros)).toBe(text);
});

test("what is written is read again", () => {
  fc.assert(
    fc.property(fc.nat({ max: 999_999_999_999_999 }), (micros) => {
      expect(parseMicros(`${microsText(micros)} EUR`)).toEqual({ micros, currency: "EUR" });
    }),
  );
});

test("spend is read as the locale writes amounts, to the millionth", () => {
  expect(spendText(300, "EUR", "de")).toBe("0,0003 EUR");
  expect(spendText(12_000_000, "EUR", "en")).toBe("12.00 EUR");
});
