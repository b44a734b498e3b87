import { expect, test } from "vitest";
import * as money from "../../value/money.ts";
import { left, parts, read, told, used } from "./set-off.ts";

const gross = money.parse("1190.00 EUR");

test.each([
  [[], "0.00 EUR", "1190.00 EUR"],
  [
    [
      { invoice: "2026-001", amount: "300.00 EUR" },
      { invoice: "2026-002", amount: "5.00 EUR" },
    ],
    "305.00 EUR",
    "885.00 EUR",
  ],
])("what was kept, %j, lowers what is left to pay", (kept, paid, rest) => {
  expect(money.format(used({ kept }, gross))).toBe(paid);
  expect(money.format(left({ kept }, gross))).toBe(rest);
});

test("SO1: no more than the invoice, and nothing of another currency", () => {
  expect(
    money.format(left({ kept: [{ invoice: "2026-009", amount: "1810.00 EUR" }] }, gross)),
  ).toBe("0.00 EUR");
  expect(
    money.format(used({ kept: [{ invoice: "2026-009", amount: "1810.00 USD" }] }, gross)),
  ).toBe("0.00 EUR");
  expect(
    used({ kept: [{ invoice: "2026-009", amount: "1.00 EUR" }] }, { minor: -1, currency: "EUR" })
      .minor,
  ).toBe(0);
});

test("what is used of each is read from the books as it was written", () => {
  const kept = [
    { invoice: "R 12, old", amount: "300.00 EUR" },
    { invoice: "2026-002", amount: "1000.00 EUR" },
    { invoice: "2026-003", amount: "1.00 EUR" },
  ];
  const text = told(parts({ kept }, gross));
  expect(text).toBe("R 12, old 300.00 EUR + 2026-002 890.00 EUR");
  expect(told(read(text))).toBe(text);
  expect(read("")).toEqual([]);
});
