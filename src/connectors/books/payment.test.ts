import { expect, test } from "vitest";
import { at, books } from "../../../test/fixtures/books.ts";

test("a payment tells what is still open, and keeps telling it when asked again", async () => {
  const { sent, pay, payment, files } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", date: "2026-06-05" };
  const first = { ...args, amount: "2000.00 EUR", line: "b1" };
  expect(await pay("p1", first)).toMatchObject({ open: "856.00 EUR", paid: false });
  expect(await pay("p2", { ...args, amount: "856.00 EUR", line: "b2" })).toMatchObject({
    open: "0.00 EUR",
    paid: true,
  });
  const found = await payment.find({ token: "p1", digest: "d", args: first, at }, files);
  expect(found).toMatchObject({ result: { open: "856.00 EUR", paid: false } });
});

test("more than was asked is paid, with the rest below zero", async () => {
  const { sent, pay } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", amount: "2900.00 EUR", date: "2026-06-05", line: "b1" };
  expect(await pay("p1", args)).toMatchObject({ open: "-44.00 EUR", paid: true });
});

test("before it is entered a payment tells what is open, and that it is a part or too much", async () => {
  const { sent, payment } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", date: "2026-06-05", line: "b1" };
  const told = async (amount: string, more = {}) => payment.compare?.({ ...args, amount, ...more });
  expect(await told("2856.00 EUR")).toEqual(["2,856.00 EUR open"]);
  expect(await told("856.00 EUR")).toEqual(["2,856.00 EUR open", "a part: 2,000.00 EUR stay open"]);
  expect(await told("2900.00 EUR")).toEqual(["2,856.00 EUR open", "44.00 EUR too much"]);
  const unknown = told("1.00 EUR", { invoice: "2026-999" });
  await expect(unknown).rejects.toThrow("the books hold no invoice");
});

test("taking a payment back opens the invoice again", async () => {
  const { sent, pay, payment, files } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", amount: "2856.00 EUR", date: "2026-06-05", line: "b1" };
  const applied = await pay("p1", args);
  const request = { token: "p1", digest: "d", args, at };
  expect(await payment.compensate?.(request, applied, files)).toMatchObject({
    open: "2856.00 EUR",
    paid: false,
  });
});

test("money that cannot belong to the invoice is for a person", async () => {
  const { sent, pay } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", amount: "1.00 EUR", date: "2026-06-05", line: "b1" };
  const refused = { happened: "no", failure: "semantic" };
  await expect(pay("p1", { ...args, invoice: "2026-099" })).rejects.toMatchObject(refused);
  await expect(pay("p2", { ...args, amount: "1.00 CHF" })).rejects.toMatchObject(refused);
});

test("what comes for an invoice that was credited is too much paid on it", async () => {
  const { sent, pay, issue, files } = await books();
  const { request, result } = await sent("t1");
  await issue.compensate?.(request, result, files);
  const args = { invoice: "2026-001", amount: "1.00 EUR", date: "2026-06-05", line: "b1" };
  expect(await pay("p1", args)).toMatchObject({ open: "-1.00 EUR", paid: true });
});
