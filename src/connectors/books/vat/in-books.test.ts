import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Share } from "../invoice.ts";
import { read, tags } from "./in-books.ts";
import { treatment } from "./treatment.ts";

const currency = fc.constantFrom("EUR", "JPY", "KWD");
const minor = fc.integer({ min: -1e9, max: 1e9 });
const shares = currency.chain((code) =>
  fc.array(
    fc.record({
      treatment: fc.constantFrom(...treatment.options),
      rate: fc.integer({ min: 1, max: 5000 }).map((n) => n / 100),
      reason: fc.option(fc.string({ minLength: 1, unit: "grapheme" })),
      net: minor.map((n) => ({ minor: n, currency: code })),
      vat: minor.map((n) => ({ minor: n, currency: code })),
    }),
    { minLength: 2, maxLength: 4 },
  ),
);

test("IB1: what is written reads back equal", () => {
  fc.assert(
    fc.property(shares, (given: Share[]) => {
      expect(read(tags(given))).toEqual(given);
    }),
  );
});

test("IB2: entries of one rate read as they always did", () => {
  const euros = (n: number) => ({ minor: n, currency: "EUR" });
  const one: Share = {
    treatment: "standard",
    rate: 19,
    reason: null,
    net: euros(100),
    vat: euros(19),
  };
  expect(tags([one])).toEqual({ rate: "19" });
  expect(tags([{ ...one, treatment: "reverse", rate: 0 }])).toEqual({ rate: "reverse" });
  expect(tags([{ ...one, treatment: "reduced", rate: 7 }])).toMatchObject({ rate: "7" });
  expect(read({ rate: "19", net: "1.00 EUR", vat: "0.19 EUR" })).toEqual([one]);
  expect(read({ rate: "none", net: "1.00 EUR", vat: "0.00 EUR" })).toMatchObject([
    { treatment: "none", rate: 0 },
  ]);
});

test.each([
  {},
  { rate: "19" },
  { rate: "half", net: "1.00 EUR", vat: "0.19 EUR" },
  { taxes: "standard/x/1.00EUR/0.19EUR" },
  { taxes: "standard/19/1.00" },
  { taxes: "lots" },
])("what somebody changed by hand is not guessed: %j", (given) => {
  expect(read(given)).toBeNull();
});
