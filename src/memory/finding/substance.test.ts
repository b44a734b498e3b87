import { expect, test } from "vitest";
import { asksWorth, lengthWorth } from "./substance.ts";
import { sign } from "./traits.ts";

test("length counts ever less, and nothing more from 300 characters on", () => {
  const worths = [0, 20, 100, 300, 100_000].map((chars) => lengthWorth(chars).toFixed(3));
  expect(worths).toEqual(["0.000", "0.095", "0.246", "0.380", "0.380"]);
});

test("what asks loses by it, and more where it says little else", () => {
  expect(asksWorth({ flags: sign.asks | sign.tellsTime, chars: 99 })).toBe(-0.2);
  expect(asksWorth({ flags: sign.asks, chars: 100 })).toBe(-0.1);
  expect(asksWorth({ flags: sign.holdsName, chars: 10 })).toBe(0);
});
