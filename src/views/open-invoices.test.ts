import { expect, test } from "vitest";
import { format } from "../value/money.ts";
import type { Movement } from "../value/movement.ts";
import { openInvoices, sums } from "./open-invoices.ts";

const today = "2026-06-30";

const move = (invoice: string, owed: string, due: string | null = null): Movement => ({
  kind: due === null ? "payment" : "invoice",
  invoice,
  client: "Ana",
  date: "2026-06-01",
  owed,
  vat: "0.00 EUR",
  due,
});

test("OI2: what is open stands with how late it is, the latest first", () => {
  const open = openInvoices(
    [
      move("3", "30.00 EUR", "2026-07-15"),
      move("2", "20.00 EUR", "2026-07-01"),
      move("5", "1.00 EUR", "2026-07-20"),
      move("1", "119.00 EUR", "2026-06-15"),
      move("1", "-100.00 EUR"),
      move("0", "5.00 EUR", "2026-06-15"),
      move("0", "-5.00 EUR"),
    ],
    today,
  );
  expect(open.map(({ number, daysLate }) => [number, daysLate])).toEqual([
    ["1", 15],
    ["2", 0],
    ["3", 0],
    ["5", 0],
  ]);
  expect(open[0]).toMatchObject({ client: "Ana", due: "2026-06-15" });
  expect(sums(open).map(format)).toEqual(["70.00 EUR"]);
});

test("OI1: what was paid too much is in the sum, and late for nobody; an entry by hand has no due day", () => {
  const open = openInvoices(
    [
      move("1", "100.00 EUR", "2026-06-01"),
      move("1", "-110.00 EUR"),
      move("", "7.00 EUR"),
      move("4", "5000 JPY", "2026-06-29"),
    ],
    today,
  );
  expect(open.map((one) => [format(one.open), one.due, one.daysLate])).toEqual([
    ["5000 JPY", "2026-06-29", 1],
    ["7.00 EUR", null, 0],
    ["-10.00 EUR", "2026-06-01", 0],
  ]);
  expect(sums(open).map(format)).toEqual(["5000 JPY", "-3.00 EUR"]);
  expect(sums([])).toEqual([]);
});
