import { expect, test } from "vitest";
import { format } from "../value/money.ts";
import type { Movement } from "../value/movement.ts";
import { currenciesOf, moneyOf } from "./month-money.ts";

const may = { from: "2026-05-01", until: "2026-06-01" };
const june = { from: "2026-06-01", until: "2026-07-01" };

const bill = (invoice: string, date: string, owed: string, vat: string, due: string): Movement => ({
  kind: "invoice",
  invoice,
  client: "Ana",
  date,
  owed,
  vat,
  due,
});
const pay = (invoice: string, date: string, owed: string): Movement => ({
  kind: "payment",
  invoice,
  client: "Ana",
  date,
  owed,
  vat: "0.00 EUR",
  due: null,
});
const credit = (invoice: string, date: string, owed: string, vat: string): Movement => ({
  ...pay(invoice, date, owed),
  kind: "credit",
  vat,
});

const written = (moved: readonly Movement[], days = may) =>
  Object.fromEntries(
    Object.entries(moneyOf(moved, "EUR", days)).map(([name, figure]) => [
      name,
      typeof figure === "object" && figure !== null ? format(figure) : figure,
    ]),
  );

test("a month without movements is nothing, and says of no days", () => {
  expect(written([])).toEqual({
    invoiced: "0.00 EUR",
    invoices: 0,
    credits: 0,
    received: "0.00 EUR",
    receivedNet: "0.00 EUR",
    open: "0.00 EUR",
    overdue: "0.00 EUR",
    vat: "0.00 EUR",
    daysToPaid: null,
  });
});

const moved = [
  pay("1", "2026-05-20", "-1190.00 EUR"),
  bill("1", "2026-05-02", "1190.00 EUR", "190.00 EUR", "2026-05-16"),
  bill("2", "2026-05-10", "595.00 EUR", "95.00 EUR", "2026-05-24"),
  pay("2", "2026-05-30", "-195.00 EUR"),
  pay("2", "2026-06-03", "-400.00 EUR"),
  bill("3", "2026-05-28", "119.00 EUR", "19.00 EUR", "2026-06-11"),
];

test("MM1: what is open and overdue is as of the end of the month, whatever was paid since", () => {
  expect(written(moved)).toEqual({
    invoiced: "1904.00 EUR",
    invoices: 3,
    credits: 0,
    received: "1385.00 EUR",
    receivedNet: "1163.87 EUR",
    open: "519.00 EUR",
    overdue: "400.00 EUR",
    vat: "304.00 EUR",
    daysToPaid: 18,
  });
  expect(written(moved, june)).toMatchObject({
    invoiced: "0.00 EUR",
    received: "400.00 EUR",
    open: "119.00 EUR",
    overdue: "119.00 EUR",
    daysToPaid: 24,
  });
});

test("MM2: what was received net is divided as the invoice is; without VAT it is all net", () => {
  const free = [
    bill("4", "2026-05-01", "100.00 EUR", "0.00 EUR", "2026-05-15"),
    pay("4", "2026-05-02", "-100.00 EUR"),
  ];
  expect(written(free)).toMatchObject({ receivedNet: "100.00 EUR" });
  expect(written([pay("of before", "2026-05-02", "-50.00 EUR")])).toMatchObject({
    received: "50.00 EUR",
    receivedNet: "50.00 EUR",
    daysToPaid: null,
  });
});

test("a credit takes from what was invoiced, and is no payment", () => {
  const voided = [
    bill("5", "2026-05-01", "119.00 EUR", "19.00 EUR", "2026-05-15"),
    credit("5", "2026-05-03", "-119.00 EUR", "-19.00 EUR"),
  ];
  expect(written(voided)).toMatchObject({
    invoiced: "0.00 EUR",
    invoices: 0,
    credits: 1,
    received: "0.00 EUR",
    vat: "0.00 EUR",
    open: "0.00 EUR",
    daysToPaid: null,
  });
  const [invoice, note] = voided;
  if (invoice === undefined || note === undefined) throw new Error("two movements");
  const next = [invoice, { ...note, date: "2026-06-03" }];
  expect(written(next)).toMatchObject({ invoices: 1, credits: 0, invoiced: "119.00 EUR" });
  expect(written(next, june)).toMatchObject({ invoices: 0, credits: 1, invoiced: "-119.00 EUR" });
});

test("what was settled and is open again counts once it is settled for good", () => {
  const bounced = [
    bill("6", "2026-05-01", "100.00 EUR", "0.00 EUR", "2026-05-15"),
    pay("6", "2026-05-05", "-100.00 EUR"),
    pay("6", "2026-05-06", "100.00 EUR"),
    pay("6", "2026-05-11", "-100.00 EUR"),
  ];
  expect(written(bounced)).toMatchObject({ daysToPaid: 10, received: "100.00 EUR" });
});

test("currencies are never added up", () => {
  const both = [...moved, { ...pay("7", "2026-05-05", "-5000 JPY"), vat: "0 JPY" }];
  expect(currenciesOf(both)).toEqual(["EUR", "JPY"]);
  expect(format(moneyOf(both, "JPY", may).received)).toBe("5000 JPY");
  expect(written(both)).toEqual(written(moved));
});

test("MM3: what was open before the books began is owed and overdue, and no month's invoice", () => {
  const brought = { ...bill("0", "2026-05-04", "119.00 EUR", "0.00 EUR", "2026-04-01") };
  const opening = { ...brought, kind: "opening" } as const;
  expect(written([opening])).toMatchObject({
    invoiced: "0.00 EUR",
    invoices: 0,
    received: "0.00 EUR",
    open: "119.00 EUR",
    overdue: "119.00 EUR",
    vat: "0.00 EUR",
  });
  expect(written([opening, pay("0", "2026-05-20", "-119.00 EUR")])).toMatchObject({
    received: "119.00 EUR",
    receivedNet: "119.00 EUR",
    open: "0.00 EUR",
    overdue: "0.00 EUR",
    daysToPaid: null,
  });
});

test("MM2: a fee of a reminder is no VAT's, and none of what was invoiced", () => {
  const fee: Movement = { ...pay("1", "2026-05-20", "5.00 EUR"), kind: "fee" };
  const invoice = bill("1", "2026-05-02", "1190.00 EUR", "190.00 EUR", "2026-05-16");
  expect(written([invoice, pay("1", "2026-05-20", "-1195.00 EUR"), fee])).toMatchObject({
    invoiced: "1190.00 EUR",
    received: "1195.00 EUR",
    receivedNet: "1005.00 EUR",
    open: "0.00 EUR",
    vat: "190.00 EUR",
  });
});
