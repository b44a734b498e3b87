import * as fc from "fast-check";
import { expect, test } from "vitest";
import { minorDigits } from "./currency.ts";
import { format, type Money, parse, percent } from "./money.ts";
import { convert, split, take } from "./shares.ts";

/** With no, two and three digits after the point. */
const currency = fc.constantFrom("JPY", "EUR", "KWD");
const minors = (list: readonly Money[]) => list.map(({ minor }) => minor);
const sum = (list: readonly number[]) => list.reduce((all, n) => all + n, 0);

test("SH1: the VAT of a rate, split to its lines, adds up exactly, in every currency", () => {
  const nets = fc.array(fc.integer({ min: -1e6, max: 1e9 }), { minLength: 1, maxLength: 12 });
  const rate = fc.constantFrom(7, 19, 8.1, 2.6, 5.5, 0);
  fc.assert(
    fc.property(nets, rate, currency, (lines, rate, code) => {
      const net = sum(lines);
      fc.pre(net !== 0);
      const vat = percent({ minor: net, currency: code }, rate);
      const shares = minors(split(vat, lines));
      expect(sum(shares)).toBe(vat.minor);
      shares.forEach((share, i) => {
        expect(Math.abs(share - (vat.minor * lines[i]!) / net)).toBeLessThan(1.001);
      });
    }),
  );
});

test("SH1: what does not divide goes to the largest remainders, the earlier first", () => {
  expect(minors(split(parse("1.00 EUR"), [1, 1, 1]))).toEqual([34, 33, 33]);
  expect(minors(split(parse("100 JPY"), [1, 2, 4]))).toEqual([14, 29, 57]);
  expect(minors(split(parse("0.010 KWD"), [3, 3, 3]))).toEqual([4, 3, 3]);
});

test("SH2: a deduction takes its share below zero", () => {
  expect(minors(split(parse("19.00 EUR"), [15_000, -5000]))).toEqual([2850, -950]);
  expect(minors(split(parse("-19.00 EUR"), [-15_000, 5000]))).toEqual([-2850, 950]);
  expect(() => split(parse("1.00 EUR"), [1, -1])).toThrow("add up to zero");
});

test("SH3: partial takings add up to the whole, whatever they are, and leave nothing below zero", () => {
  const components = fc
    .array(fc.integer({ min: 0, max: 1e7 }), { minLength: 1, maxLength: 6 })
    .filter((list) => sum(list) > 0);
  fc.assert(
    fc.property(
      components,
      fc.array(fc.nat(1000), { maxLength: 8 }),
      currency,
      (whole, cuts, code) => {
        let left = whole.map((minor): Money => ({ minor, currency: code }));
        const takeOff = (minor: number) => {
          const part = take({ minor, currency: code }, left);
          expect(sum(minors(part))).toBe(minor);
          left = left.map((of, i) => ({ ...of, minor: of.minor - part[i]!.minor }));
          expect(left.every((of) => of.minor >= 0)).toBe(true);
        };
        for (const cut of cuts) takeOff(Math.floor((sum(minors(left)) * cut) / 1000));
        takeOff(sum(minors(left)));
        expect(minors(left).every((minor) => minor === 0)).toBe(true);
      },
    ),
  );
});

test("SH3: more than is left cannot be taken", () => {
  const left = [parse("1.00 EUR"), parse("0.19 EUR")];
  expect(minors(take(parse("0.00 EUR"), left))).toEqual([0, 0]);
  for (const part of ["1.20 EUR", "-0.01 EUR"]) {
    expect(() => take(parse(part), left)).toThrow("what is left");
  }
  expect(() => take(parse("0.10 EUR"), [parse("1.00 EUR"), parse("-0.50 EUR")])).toThrow();
});

test.each([
  ["190.00 USD", "0.9234", "EUR", "175.45 EUR"],
  ["-190.00 USD", "0.9234", "EUR", "-175.45 EUR"],
  ["22800 JPY", "0.0061", "EUR", "139.08 EUR"],
  ["1.250 KWD", "2.8", "EUR", "3.50 EUR"],
  ["1.00 EUR", "163.5", "JPY", "164 JPY"],
])("%s at %s in %s is %s", (amount, rate, currency, expected) => {
  expect(format(convert(parse(amount), rate, currency))).toBe(expected);
});

test("conversion is off by half a minor unit at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), currency, currency, (minor, from, to) => {
      // Both in the smallest units that occur, as whole numbers.
      const unit = 10n ** BigInt(4 + minorDigits(from)!);
      const exact = BigInt(minor) * 12_345n * 10n ** BigInt(minorDigits(to)!);
      const off = BigInt(convert({ minor, currency: from }, "1.2345", to).minor) * unit - exact;
      expect(2n * (off < 0n ? -off : off) <= unit).toBe(true);
    }),
  );
});

test.each([
  ["", "EUR"],
  ["0.00", "EUR"],
  ["-1", "EUR"],
  ["1,2", "EUR"],
  ["1", "XXY"],
])('the rate "%s" to %s is refused', (rate, currency) => {
  expect(() => convert(parse("1.00 USD"), rate, currency)).toThrow("Cannot convert");
});

test("an amount that cannot be counted any more is refused", () => {
  expect(() => convert({ minor: 9e15, currency: "EUR" }, "999999999", "KWD")).toThrow("too large");
  expect(() => convert({ minor: 1, currency: "XXY" }, "1", "EUR")).toThrow("Cannot convert");
});
