import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as reference from "../../src/value/creditor-reference.ts";
import { isObject, type Json } from "../../src/value/json.ts";
import { type Billing, newFolder, openBilling, statement } from "./company.ts";

/** Two clients owe the retainer of February: 2026-011 and 2026-012, each 1,190.00 EUR. */
let folder: string;
let company: Billing;
beforeEach(async () => {
  folder = await newFolder();
  company = await openBilling(folder, "2026-01-20 08:00");
  for (const [name, email] of [
    ["Nordlicht Coffee", "ana@nordlicht.example"],
    ["Harbour Books", "tom@harbourbooks.example"],
  ] as const) {
    await company.meet(name, email);
    const amount = "1000.00 EUR";
    await company.start("agree-retainer", { client: email, amount, text: "Care", alone: true });
  }
  await company.to("2026-02-02 08:00");
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

/** Which of the two is whose depends on opaque ids. */
async function numberOf(client: string): Promise<string> {
  const eleven = await company.invoice("2026-011");
  return eleven["name"] === client ? "2026-011" : "2026-012";
}
const referenceOf = async (number: string) => `${(await company.invoice(number))["reference"]}`;
const open = async (number: string) => (await company.invoice(number))["open"];
const bookings = async () => [...(await company.journal()).matchAll(/mainstay: payment,/gu)].length;
const naming = (number: string) => (shown: Json) =>
  isObject(shown) ? { ...shown, invoice: number } : shown;

test("a payment by reference is booked without a question, whatever its text", async () => {
  const number = await numberOf("Harbour Books");
  const text = `danke ${await referenceOf(number)}`;
  await company.bank("a.csv", statement(["05.02.2026", "T. Marsh", text, "1.190,00"]));
  expect(await company.invoice(number)).toMatchObject({ open: "0.00 EUR", stage: "paid" });
  expect(await company.items("Which invoice")).toEqual([]);
});

test("a payment by name and amount is booked, from whatever account", async () => {
  const number = await numberOf("Nordlicht Coffee");
  const iban = "DE02120300000000202051";
  await company.bank(
    "a.csv",
    statement(["05.02.2026", "NORDLICHT COFFEE GMBH", "Betreuung", "1.190,00", iban]),
  );
  expect(await open(number)).toBe("0.00 EUR");
});

test("a part is entered once she has seen it, and the rest stays open", async () => {
  const number = await numberOf("Harbour Books");
  const rf = await referenceOf(number);
  await company.bank("a.csv", statement(["05.02.2026", "Harbour Books", rf, "400,00"]));
  expect(await open(number)).toBe("1190.00 EUR");
  await company.answer(
    `Harbour Books paid 400.00 EUR for ${number} of Harbour Books: a part of 1,190.00 EUR that are open`,
    "approve",
  );
  expect(await company.invoice(number)).toMatchObject({ open: "790.00 EUR", stage: "open" });
  await company.bank(
    "b.csv",
    statement(["09.02.2026", "Harbour Books", `${number} Rest`, "790,00"]),
  );
  expect(await company.invoice(number)).toMatchObject({ open: "0.00 EUR", stage: "paid" });
});

test("what was paid too much is kept or given back, and giving back is asked once more", async () => {
  const number = await numberOf("Harbour Books");
  const rf = await referenceOf(number);
  await company.bank("a.csv", statement(["05.02.2026", "Harbour Books", rf, "1.201,00"]));
  await company.answer(
    `Harbour Books paid 1,201.00 EUR for ${number} of Harbour Books: 11.00 EUR too much, 1,190.00 EUR are open`,
    "approve",
  );
  expect(await company.invoice(number)).toMatchObject({ open: "-11.00 EUR", stage: "paid" });
  await company.answer("paid 11.00 EUR too much", "back");
  expect(await open(number)).toBe("-11.00 EUR");
  await company.answer("Refund 11.00 EUR", "approve");
  expect(await open(number)).toBe("0.00 EUR");
  expect(await company.journal()).toContain("mainstay: refund");
});

test("two invoices of one amount are both shown, and she says which one it pays", async () => {
  await company.bank("a.csv", statement(["05.02.2026", "A. Unknown", "Rechnung", "1.190,00"]));
  const [line] = await company.items("Which invoice does 1,190.00 EUR from A. Unknown pay?");
  const item = await company.desk.item(line?.number ?? 0);
  expect(item.shown).toMatchObject({
    invoice: "",
    payer: "A. Unknown",
    "it may pay": expect.stringContaining(
      `${await numberOf("Harbour Books")} of Harbour Books: 1,190.00 EUR are open, due 15 February 2026; just that amount is open`,
    ),
  });
  await company.answer("Which invoice", "edit", naming("2026-012"));
  expect(await open("2026-012")).toBe("0.00 EUR");
  expect(await open("2026-011")).toBe("1190.00 EUR");
});

test("AN7: a plain yes that names no invoice is neither offered nor taken", async () => {
  await company.bank("a.csv", statement(["05.02.2026", "A. Unknown", "Rechnung", "1.190,00"]));
  const [line] = await company.items("Which invoice");
  expect(line?.client).toBe("A. Unknown");
  const { answers } = await company.desk.item(line?.number ?? 0);
  expect(answers).toEqual({
    edit: "name the invoice that it pays",
    deny: "it pays none of them; put it away, nothing is entered",
  });
  const { digest } = await company.desk.item(line?.number ?? 0);
  expect(await company.desk.answer(line?.number ?? 0, { answer: "approve", digest })).toMatchObject(
    { ok: false, code: "draft_incomplete" },
  );
  expect(await company.items("Which invoice")).toHaveLength(1);
});

test("what comes for an invoice that is paid already is entered as too much, or put away", async () => {
  const number = await numberOf("Harbour Books");
  const rf = await referenceOf(number);
  await company.bank("a.csv", statement(["05.02.2026", "Harbour Books", rf, "1.190,00"]));
  await company.bank("b.csv", statement(["06.02.2026", "Harbour Books", rf, "500,00"]));
  const about = `for ${number} of Harbour Books: nothing is open of it, it is paid already`;
  const [line] = await company.items(about);
  expect((await company.desk.item(line?.number ?? 0)).answers).toEqual({
    approve: "enter it as paid too much; whether it is kept or given back you say next",
    deny: "put it away; nothing is entered",
  });
  await company.answer(about, "approve");
  expect(await company.invoice(number)).toMatchObject({ open: "-500.00 EUR", stage: "paid" });
  await company.answer("paid 500.00 EUR too much", "keep");
  expect(await open(number)).toBe("0.00 EUR");
});

test("two payments too much for one invoice are two questions, and each takes its own money", async () => {
  const number = await numberOf("Harbour Books");
  const rf = await referenceOf(number);
  for (const [file, amount] of [
    ["a", "1.190,00"],
    ["b", "500,00"],
    ["c", "300,00"],
  ] as const) {
    await company.bank(`${file}.csv`, statement(["06.02.2026", "Harbour Books", rf, amount]));
  }
  await company.answer("paid 500.00 EUR for", "approve");
  await company.answer("paid 300.00 EUR for", "again");
  await company.answer("paid 300.00 EUR for", "approve");
  await company.answer("paid 300.00 EUR too much", "keep");
  await company.answer("paid 500.00 EUR too much", "keep");
  expect(await open(number)).toBe("0.00 EUR");
  expect(await company.items("Stuck")).toEqual([]);
});

test("a payment she assigns to no invoice is left alone", async () => {
  await company.bank("a.csv", statement(["05.02.2026", "A. Unknown", "", "1.190,00"]));
  await company.answer("Which invoice", "deny");
  expect(await bookings()).toBe(0);
  expect(await company.items("Stuck")).toEqual([]);
});

test("a wrong reference makes no payment certain", async () => {
  const wrong = reference.make("2026-001");
  await company.bank("a.csv", statement(["05.02.2026", "Nordlicht Coffee", wrong, "1.190,00"]));
  expect(await bookings()).toBe(0);
  expect(await company.items("Which invoice")).toHaveLength(1);
});

test("a line that fits nothing is put before her as it is", async () => {
  await company.bank("a.csv", statement(["05.02.2026", "A. Unknown", "Geschenk", "5,00"]));
  expect((await company.items()).map(({ kind }) => kind)).toContain("parked");
});

test("a line is booked once: exported again, and twice in one file", async () => {
  const number = await numberOf("Harbour Books");
  const rf = await referenceOf(number);
  const line = ["05.02.2026", "Harbour Books", rf, "400,00"] as const;
  await company.bank("a.csv", statement(line));
  await company.answer("paid 400.00 EUR for", "approve");
  await company.bank("b.csv", statement(line, ["06.02.2026", "x", "y", "-1,00"]));
  expect(await open(number)).toBe("790.00 EUR");
  await company.bank("c.csv", statement(line, line));
  expect(await bookings()).toBe(1);
  const [twice] = await company.items(
    "The same line once more: which invoice does 400.00 EUR from Harbour Books pay?",
  );
  expect((await company.desk.item(twice?.number ?? 0)).shown).toMatchObject({
    before: `The same line stands before it in that file, of 5 February 2026: it was entered for ${number}`,
  });
});

test("a bank file with a mark, another separator and other columns reads the same", async () => {
  const number = await numberOf("Harbour Books");
  const rows = [
    "Amount,Currency,Reference,Date,Name",
    `"1,190.00",EUR,"Invoice ${number}",2026-02-05,Harbour Books`,
  ];
  await company.bank("a.csv", `\uFEFF${rows.join("\r\n")}\r\n`);
  expect(await open(number)).toBe("0.00 EUR");
});

test("a payment in cash is entered by hand", async () => {
  const number = await numberOf("Harbour Books");
  await company.start("note-payment", {
    invoice: number,
    amount: "1190.00 EUR",
    date: "2026-02-04",
  });
  expect(await company.invoice(number)).toMatchObject({ stage: "paid" });
});

test("a number that no invoice has settles nothing: nobody is reminded meanwhile, and she names another", async () => {
  await company.bank("a.csv", statement(["05.02.2026", "Somebody", "Rechnung", "1.190,00"]));
  await company.answer("Which invoice", "edit", naming("2026-099"));
  const [stuck] = await company.items("no invoice has the number 2026-099");
  expect(stuck?.title).toContain("--step sure/unclear/which");
  await company.bank("later.csv", statement(["20.02.2026", "Papier GmbH", "Rechnung 7", "-20,00"]));
  await company.to("2026-02-21 12:00");
  expect(await company.items("Remind")).toEqual([]);
  const step = "sure/unclear/which";
  expect(await company.desk.repair(stuck?.run ?? 0, { step })).toMatchObject({ ok: true });
  await company.opened.owner.quiet();
  const number = await numberOf("Harbour Books");
  await company.answer("Which invoice", "edit", naming(` ${number} `));
  expect(await company.invoice(number)).toMatchObject({ open: "0.00 EUR", stage: "paid" });
});
