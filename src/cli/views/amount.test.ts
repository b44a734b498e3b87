import { expect, test } from "vitest";
import { amount } from "./amount.ts";

test("amounts are written as the locale does, with the digits of their currency", () => {
  expect(amount(2_856_000_000, "EUR", "en")).toBe("2,856.00 EUR");
  expect(amount(2_856_000_000, "EUR", "de")).toBe("2.856,00 EUR");
  expect(amount(1_500_000_000, "JPY", "en")).toBe("1,500 JPY");
  expect(amount(-1_190_000_000, "EUR", "en")).toBe("-1,190.00 EUR");
});

test("what costs less than the smallest coin is not said to cost nothing", () => {
  expect(amount(300, "EUR", "en")).toBe("under 0.01 EUR");
  expect(amount(0, "EUR", "en")).toBe("0.00 EUR");
});
