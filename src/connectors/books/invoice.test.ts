import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as money from "../../value/money.ts";
import { issueArgs, type IssueArgs } from "./args.ts";
import { compute, problem, reversed } from "./invoice.ts";

const terms = { rate: 19, dueDays: 14 };
const base = { kind: "deposit", engagement: "e17", client: { name: "Nordlicht Coffee" } };
const of = (more: Partial<IssueArgs>, rate = 19) =>
  compute({ ...base, ...more }, { ...terms, rate }, "2026-06-02");
const line = (price: string, quantity?: number | string) => ({
  text: "Design",
  price,
  ...(quantity === undefined ? {} : { quantity }),
});

test("an amount becomes one line with VAT on it, due by the usual days", () => {
  const invoice = of({ amount: "2400.00 EUR", text: "Deposit, 50 %" });
  expect(money.format(invoice.net)).toBe("2400.00 EUR");
  expect(invoice.shares).toMatchObject([
    { treatment: "standard", rate: 19, vat: { minor: 45_600 } },
  ]);
  expect(money.format(invoice.gross)).toBe("2856.00 EUR");
  expect(invoice.items).toMatchObject([{ text: "Deposit, 50 %", quantity: null }]);
  expect(invoice.due).toBe("2026-06-16");
});

test("a due date that is given stands", () => {
  expect(of({ amount: "1.00 EUR", due: "2026-07-01" }).due).toBe("2026-07-01");
});

test("IN1: quantities are exact decimals, and a line rounds half away from zero", () => {
  expect(of({ lines: [line("0.10 EUR", 1.1)] }).net.minor).toBe(11);
  expect(of({ lines: [line("0.01 EUR", "0.5")] }).net.minor).toBe(1);
  expect(of({ lines: [line("95.00 EUR", "6.5")] }).net.minor).toBe(61_750);
  expect(of({ lines: [line("10.00 EUR"), line("-0.01 EUR", 0.5)] }).net.minor).toBe(999);
});

test("IN2: VAT is rounded once, on the net", () => {
  const invoice = of({ lines: [line("0.03 EUR"), line("0.03 EUR"), line("0.03 EUR")] });
  // Line by line it would be 0.01 three times.
  expect(invoice.vat.minor).toBe(2);
  expect(of({ amount: "100.00 EUR" }, 8.1).gross.minor).toBe(10_810);
});

test("IN2: gross is net and VAT, net is the sum of the lines, whatever they are", () => {
  const prices = fc.integer({ min: 1, max: 1e9 }).map((minor) => ({ minor, currency: "EUR" }));
  const quantities = fc.integer({ min: 1, max: 99_999 }).map((n) => String(n / 1000));
  fc.assert(
    fc.property(fc.array(fc.tuple(prices, quantities), { minLength: 1 }), (rows) => {
      const lines = rows.map(([price, quantity]) => line(money.format(price), quantity));
      const { items, net, vat, gross } = of({ lines });
      expect(net.minor).toBe(items.reduce((sum, item) => sum + item.amount.minor, 0));
      expect(net.minor + vat.minor).toBe(gross.minor);
    }),
  );
});

test("a currency without cents has none", () => {
  const invoice = of({ amount: "120001 JPY" });
  expect(money.format(invoice.gross)).toBe("142801 JPY");
});

test("reverse charge and small businesses charge no VAT", () => {
  const client = { name: "Åre AB", vatId: "SE556677889901" };
  expect(of({ client, amount: "10.00 EUR", vat: "reverse" })).toMatchObject({
    shares: [{ treatment: "reverse", vat: { minor: 0 } }],
    gross: { minor: 1000 },
  });
  expect(of({ amount: "10.00 EUR" }, 0).shares).toMatchObject([{ treatment: "none" }]);
});

test("IN3: lines that are worth nothing together, or are in two currencies, are a problem", () => {
  expect(problem({ ...base, lines: [line("5.00 EUR"), line("-5.00 EUR")] })).toBe(
    "the lines add up to 0.00 EUR, not to more than zero",
  );
  expect(problem({ ...base, lines: [line("5.00 EUR"), line("5.00 CHF")] })).toContain("currencies");
  expect(problem({ ...base, amount: "5.00 EUR" })).toBeNull();
});

test("a credit note takes every figure back", () => {
  const invoice = of({ lines: [line("95.00 EUR", "6.5"), line("-20.00 EUR")] });
  const credit = reversed(invoice, "2026-06-20");
  expect(credit).toMatchObject({
    items: [
      { quantity: "-6.5", price: { minor: 9500 }, amount: { minor: -61_750 } },
      { quantity: null, price: { minor: 2000 }, amount: { minor: 2000 } },
    ],
    gross: { minor: 0 - invoice.gross.minor },
    issued: "2026-06-20",
  });
});

test.each([
  [{ ...base, amount: "5.00 EUR", lines: [line("5.00 EUR")] }, "give either an amount or lines"],
  [base, "give either an amount or lines"],
  [{ ...base, amount: "0.00 EUR" }, "must be more than zero"],
  [{ ...base, amount: "-5.00 EUR" }, "must be more than zero"],
  [{ ...base, amount: "5.001 EUR" }, "the currency is unknown, or has other decimals"],
  [{ ...base, amount: "5.00 XXY" }, "the currency is unknown, or has other decimals"],
  [{ ...base, amount: "5" }, 'write an amount like "2400.00 EUR"'],
  [{ ...base, amount: "5.00 EUR", client: { name: "a\n2026-06-02 theft" } }, "one line"],
  [{ ...base, amount: "5.00 EUR", vat: "reverse" }, "VAT ID"],
  [{ ...base, lines: [line("5.00 EUR", "1.2345")] }, "3 decimals at most"],
  [{ ...base, amount: "5.00 EUR", due: "2026-02-30" }, "date"],
])("arguments are refused with a remedy: %j", (args, message) => {
  const read = issueArgs.safeParse(args);
  expect(JSON.stringify(read.error?.issues)).toContain(JSON.stringify(message).slice(1, -1));
});
