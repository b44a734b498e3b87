import { expect, test } from "vitest";
import * as money from "../../value/money.ts";
import { left, used } from "./set-off.ts";

const gross = money.parse("1190.00 EUR");

test.each([
  [[], "0.00 EUR", "1190.00 EUR"],
  [["300.00 EUR", "5.00 EUR"], "305.00 EUR", "885.00 EUR"],
])("what was kept, %j, lowers what is left to pay", (kept, paid, rest) => {
  expect(money.format(used({ kept }, gross))).toBe(paid);
  expect(money.format(left({ kept }, gross))).toBe(rest);
});

test("SO1: no more than the invoice, and nothing of another currency", () => {
  expect(money.format(left({ kept: ["1810.00 EUR"] }, gross))).toBe("0.00 EUR");
  expect(money.format(used({ kept: ["1810.00 USD"] }, gross))).toBe("0.00 EUR");
  expect(used({ kept: ["1.00 EUR"] }, { minor: -1, currency: "EUR" }).minor).toBe(0);
});
