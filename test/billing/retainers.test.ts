import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../../src/value/json.ts";
import { type Billing, newFolder, openBilling, statement } from "./company.ts";

let folder: string;
let company: Billing;
beforeEach(async () => {
  folder = await newFolder();
  company = await openBilling(folder, "2026-01-20 08:00");
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

async function agreed(name: string, email: string, amount: string): Promise<void> {
  await company.meet(name, email);
  await company.start("agree-retainer", { client: email, amount, text: "Design support" });
}

test.each(["abc", "-5.00 EUR", "0.00 EUR", "10.00 EUX", 1000])(
  "a retainer of %j is refused at once, with the words, and noted nowhere",
  async (amount) => {
    const email = "ana@nordlicht.example";
    await company.meet("Nordlicht Coffee", email);
    const input = { client: email, amount, text: "Design support" };
    const request = { runbook: "agree-retainer", input, requestId: "wrong" };
    expect(await company.desk.start(request)).toMatchObject({
      ok: false,
      message: expect.stringContaining('write "amount" like "1000.00 EUR"'),
    });
    expect(await company.desk.runs({ runbook: "agree-retainer" })).toEqual([]);
    await company.to("2026-02-01 09:00");
    expect(await company.items("Bill ")).toEqual([]);
  },
);

test("a retainer in another currency is asked about at once, and noted only after a yes", async () => {
  const email = "ana@nordlicht.example";
  await agreed("Nordlicht Coffee", email, "1000.00 GBP");
  const [asked] = await company.items("");
  expect(asked?.title).toContain("1,000.00 GBP a month is not in EUR");
  await company.answer("1,000.00 GBP", "deny");
  await company.to("2026-02-01 09:00");
  expect(await company.items("Bill ")).toEqual([]);
  await company.start("agree-retainer", { client: email, amount: "1000.00 GBP", text: "Design" });
  await company.answer("1,000.00 GBP", "approve");
  await company.to("2026-03-01 09:00");
  expect(await company.items("Bill ")).toHaveLength(1);
});

test("on the first of the month each client with a retainer is asked about, billed and written to", async () => {
  await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR");
  await agreed("Harbour Books", "tom@harbourbooks.example", "500.00 EUR");
  await company.meet("Ana Ruiz", "ana@ruizysenal.example");
  await company.to("2026-02-01 09:00");
  expect((await company.items("Bill ")).map((line) => line.title).toSorted()).toEqual([
    expect.stringContaining("Bill Harbour Books for February 2026, 500.00 EUR net"),
    expect.stringContaining("Bill Nordlicht Coffee for February 2026, 1,000.00 EUR net"),
  ]);
  await company.answer("Bill Nordlicht", "approve");
  expect(await company.letters()).toMatchObject([
    { to: "ana@nordlicht.example", subject: "Design support, February 2026" },
  ]);
  expect(await company.invoice("2026-011")).toMatchObject({ open: "1190.00 EUR", stage: "open" });

  await company.bank(
    "feb.csv",
    statement(["05.02.2026", "Nordlicht Coffee GmbH", "2026-011", "1.190,00"]),
  );
  expect(await company.invoice("2026-011")).toMatchObject({ open: "0.00 EUR", stage: "paid" });
  expect(await company.items("Bill ")).toHaveLength(1);
});

test("after a long pause what was held back asks before it leaves, and goes in the order of its months", async () => {
  await company.meet("Nordlicht Coffee", "ana@nordlicht.example");
  const terms = { client: "ana@nordlicht.example", amount: "1000.00 EUR", text: "Design support" };
  await company.start("agree-retainer", { ...terms, alone: true });
  await company.to("2026-02-01 10:00");
  expect(await company.letters()).toHaveLength(1);
  await company.desk.pause({ kind: "everything" }, "holidays");
  await company.to("2026-05-10 09:00");
  await company.desk.resume({ kind: "everything" });
  await company.opened.owner.quiet();
  expect(await company.letters()).toHaveLength(1);
  const late = await company.items("Late: Invoice");
  const shown = await Promise.all(late.map(({ number }) => company.desk.item(number)));
  expect(shown.map(({ shown: asked }) => (asked as JsonObject)["text"])).toEqual([
    "Design support, March 2026",
    "Design support, April 2026",
    "Design support, May 2026",
  ]);
  for (const { number, digest } of shown) {
    await company.desk.answer(number, { answer: "approve", digest });
    await company.opened.owner.quiet();
  }
  expect(await company.letters()).toHaveLength(4);
  const entered = (await company.journal()).matchAll(
    /\((2026-\d+)\).*retainer-(2026-\d\d) invoice/gu,
  );
  expect([...entered].map(([, number, month]) => [number, month])).toEqual([
    ["2026-011", "2026-02"],
    ["2026-012", "2026-03"],
    ["2026-013", "2026-04"],
    ["2026-014", "2026-05"],
  ]);
});
