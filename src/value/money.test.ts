import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Malformed } from "./malformed.ts";
import * as money from "./money.ts";

const currency = fc.constantFrom("EUR", "USD", "JPY", "KWD");
const minor = fc.integer({ min: -1e12, max: 1e12 }).map((n) => n + 0);
const amount = fc.record({ minor, currency });
const euros = (text: string) => money.parse(`${text} EUR`);

test("MO1: amounts are whole minor units, by the digits of their currency", () => {
  expect(money.parse("2856.00 EUR")).toEqual({ minor: 285_600, currency: "EUR" });
  expect(money.parse("2856 JPY")).toEqual({ minor: 2856, currency: "JPY" });
  expect(money.parse("1.234 KWD")).toEqual({ minor: 1234, currency: "KWD" });
  expect(money.parse("-0.05 EUR")).toEqual({ minor: -5, currency: "EUR" });
  expect(money.parse("-0.00 EUR")).toEqual({ minor: 0, currency: "EUR" });
});

test("MO1: an amount too large to count exactly is refused", () => {
  expect(() => money.parse("90071992547409.92 EUR")).toThrow("too large");
  expect(() => money.add(euros("90071992547409.91"), euros("0.01"))).toThrow("too large");
});

test("MO2: what was written can be read back", () => {
  fc.assert(
    fc.property(amount, (a) => {
      expect(money.parse(money.format(a))).toEqual(a);
    }),
  );
  expect(money.format({ minor: 5, currency: "EUR" })).toBe("0.05 EUR");
  expect(money.format({ minor: -5, currency: "JPY" })).toBe("-5 JPY");
});

test.each([
  "2856.00",
  "2,856.00 EUR",
  "02856.00 EUR",
  "1e3 EUR",
  "EUR 5",
  "5.00 eur",
  "5.00 EURO",
  "",
])("%j is no amount", (text) => {
  expect(() => money.parse(text)).toThrow(Malformed);
  expect(() => money.parse(text)).toThrow(expect.objectContaining({ name: "Malformed" }));
});

test("digits that the currency does not have are refused", () => {
  expect(() => money.parse("1.005 EUR")).toThrow("EUR has 2 digits after the point");
  expect(() => money.parse("1.5 JPY")).toThrow("JPY has 0 digits");
});

test("an unknown currency is refused", () => {
  expect(() => money.parse("5.00 EUX")).toThrow('Cannot count in "EUX"');
  expect(() => money.format({ minor: 1, currency: "constructor" })).toThrow("no currency");
});

test("MO3: two currencies are never added, subtracted or compared", () => {
  const dollars = money.parse("1.00 USD");
  const { add, subtract, compare } = money;
  for (const [name, act] of Object.entries({ add, subtract, compare })) {
    expect(() => act(euros("1.00"), dollars)).toThrow(
      `Cannot ${name} 1.00 EUR and 1.00 USD: they are in different currencies`,
    );
  }
});

test("amounts compare by size", () => {
  expect(money.compare(euros("1.00"), euros("2.00"))).toBe(-1);
  expect(money.compare(euros("2.00"), euros("1.00"))).toBe(1);
  expect(money.compare(euros("2"), euros("2.00"))).toBe(0);
});

test("subtracting takes back what adding gave", () => {
  fc.assert(
    fc.property(minor, minor, (a, b) => {
      const sum = money.add({ minor: a, currency: "EUR" }, { minor: b, currency: "EUR" });
      expect(money.subtract(sum, { minor: b, currency: "EUR" }).minor).toBe(a);
    }),
  );
});

test.each([
  ["2400.00", 19, "456.00"],
  ["0.50", 19, "0.10"],
  ["0.50", 1, "0.01"],
  ["-0.50", 1, "-0.01"],
  ["0.49", 1, "0.00"],
  ["100.00", 8.1, "8.10"],
  ["100.00", 8.125, "8.13"],
  ["1.50", 0.1, "0.00"],
  ["5.00", 0.1, "0.01"],
  ["100.00", -19, "-19.00"],
  ["100.00", 1e-7, "0.00"],
])("MO4: %s EUR times %d %% is %s", (text, rate, expected) => {
  expect(money.format(money.percent(euros(text), rate))).toBe(`${expected} EUR`);
});

test("a percentage that is no number, or explodes, is refused", () => {
  expect(() => money.percent(euros("1.00"), Number.NaN)).toThrow("not a finite number");
  expect(() => money.percent(euros("1.00"), 1e300)).toThrow("too large");
});

test("MO4: parts sum to the whole and each is off by less than one minor unit", () => {
  const weights = fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 })
    .filter((list) => list.some((weight) => weight > 0));
  fc.assert(
    fc.property(amount, weights, (a, parts) => {
      const shares = money.allocate(a, parts);
      const total = parts.reduce((sum, weight) => sum + weight, 0);
      expect(shares.reduce((sum, share) => sum + share.minor, 0)).toBe(a.minor);
      shares.forEach((share, i) => {
        expect(Math.abs(share.minor - (a.minor * parts[i]!) / total)).toBeLessThan(1.001);
      });
    }),
  );
});

test("MO4: what does not divide goes to the largest remainders, the earlier first", () => {
  const minors = (text: string, parts: number[]) =>
    money.allocate(euros(text), parts).map((share) => share.minor);
  expect(minors("1.00", [1, 1, 1])).toEqual([34, 33, 33]);
  expect(minors("-1.00", [1, 1, 1])).toEqual([-34, -33, -33]);
  expect(minors("0.05", [3, 7])).toEqual([2, 3]);
  expect(minors("1.00", [1, 2])).toEqual([33, 67]);
  expect(minors("-1.00", [1, 2])).toEqual([-33, -67]);
});

test.each([[[]], [[0, 0]], [[2, -1]], [[0.5]], [[1, 0.5]]])("weights %j are refused", (weights) => {
  expect(() => money.allocate(euros("1.00"), weights)).toThrow("weights");
});

test("spending is counted in millionths of the unit", () => {
  expect(money.toMicros(euros("0.40"))).toBe(400_000);
  expect(money.toMicros(money.parse("3 JPY"))).toBe(3_000_000);
  expect(money.fromMicros(300, "EUR")).toEqual({ minor: 0, currency: "EUR" });
  expect(money.fromMicros(5000, "EUR")).toEqual({ minor: 1, currency: "EUR" });
  fc.assert(
    fc.property(fc.integer({ min: -1e8, max: 1e8 }), currency, (n, code) => {
      const a = { minor: n + 0, currency: code };
      expect(money.fromMicros(money.toMicros(a), code)).toEqual(a);
    }),
  );
});
