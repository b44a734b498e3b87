import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
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

async function agreed(name: string, email: string, amount: string, more = {}): Promise<void> {
  await company.meet(name, email);
  await company.start("agree-retainer", { client: email, amount, text: "Care", ...more });
}

const subjects = async () => (await company.letters()).map(({ subject }) => subject);
const titles = async (part = "") => (await company.items(part)).map(({ title }) => title);

test("months that were slept through are billed, each for itself, and asked about", async () => {
  await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR");
  await company.sleep("2026-04-10 10:00");
  expect(await titles("Bill Nordlicht")).toEqual(
    ["February", "March", "April"].map((month) =>
      expect.stringContaining(`for ${month} 2026, 1,000.00 EUR net`),
    ),
  );
  expect(await company.letters()).toEqual([]);
});

test("the clocks change, and it is nine o'clock on the first all the same", async () => {
  await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR");
  for (const [before, at] of [
    ["2026-03-01 08:59", "2026-03-01 09:00"],
    ["2026-04-01 08:59", "2026-04-01 09:00"],
    ["2026-11-01 08:59", "2026-11-01 09:00"],
  ] as const) {
    await company.to(before);
    const asked = (await titles("Bill ")).length;
    await company.to(at);
    expect(await titles("Bill ")).toHaveLength(asked + 1);
  }
});

test("what ends is not billed any more, and what is billed afterwards names the month that was", async () => {
  await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR");
  await agreed("Harbour Books", "tom@harbourbooks.example", "500.00 EUR", {
    service: "afterwards",
  });
  await company.start("agree-retainer", { client: "Nordlicht Coffee" });
  await company.to("2026-02-01 09:00");
  expect(await titles("Bill ")).toEqual(["Bill Harbour Books for January 2026, 500.00 EUR net"]);
});

test("nobody is reminded on old bank data; each reminder asks; after a sleep they never leave together", async () => {
  await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR", { alone: true });
  await agreed("Harbour Books", "tom@harbourbooks.example", "500.00 EUR", { alone: true });
  await company.to("2026-02-01 09:00");
  await company.start("agree-retainer", { client: "Nordlicht Coffee" });
  await company.start("agree-retainer", { client: "Harbour Books" });
  expect(await subjects()).toHaveLength(2);

  // Due on the 15th, three days' grace. The bank's data end before: the question, not the reminder.
  await company.to("2026-02-18 09:00");
  expect(await titles("The bank's data are too old to tell")).toHaveLength(2);
  expect(await titles("Remind")).toEqual([]);

  // Off for six weeks: all three reminders of both are due by now. A statement comes, and one is asked.
  await company.sleep("2026-04-05 10:00");
  expect(await titles("Remind")).toEqual([]);
  const text = `${(await company.invoice("2026-011"))["reference"]}`;
  const paidBy = (await company.invoice("2026-011"))["name"];
  const rate = paidBy === "Nordlicht Coffee" ? "1.190,00" : "595,00";
  await company.bank("april.csv", statement(["03.04.2026", `${paidBy}`, text, rate]));
  await company.to("2026-04-05 12:00");
  const other = paidBy === "Nordlicht Coffee" ? "Harbour Books" : "Nordlicht Coffee";
  expect(await titles("Remind")).toEqual([expect.stringMatching(`^Remind ${other} .*friendly`)]);
  await company.answer("Remind", "approve");
  expect((await subjects()).slice(2)).toEqual(["Invoice 2026-012"]);
  await company.to("2026-04-11 09:00");
  expect(await titles("Remind")).toEqual([]);
  await company.bank("later.csv", statement(["11.04.2026", "x", "y", "-1,00"]));
  await company.to("2026-04-12 14:00");
  expect(await titles("Remind")).toEqual([expect.stringMatching(`^Remind ${other} .*firm`)]);
  await company.answer("Remind", "deny");
  await company.to("2026-04-20 09:00");
  expect(await titles("Remind")).toEqual([expect.stringMatching(`^Remind ${other} .*last`)]);
  await company.answer("Remind", "approve");
  expect((await subjects()).slice(3)).toEqual(["Last reminder: invoice 2026-012"]);
  expect((await company.letters()).at(-1)?.text).toContain("I add a fee of 5.00 EUR");
  await company.to("2026-04-28 09:00");
  await company.answer("is not paid after the last reminder", "stop");
  expect(await company.invoice("2026-012")).toMatchObject({ stage: "given up" });
});

const noHledger = spawnSync("hledger", ["--version"]).error !== undefined;
if (noHledger)
  console.warn("hledger is not installed: the books of these months are not checked with it");

test.skipIf(noHledger)(
  "the books hold strictly, and their balance is what is open (needs hledger)",
  async () => {
    await agreed("Nordlicht Coffee", "ana@nordlicht.example", "1000.00 EUR", { alone: true });
    await agreed("Harbour Books", "tom@harbourbooks.example", "500.00 EUR", { alone: true });
    await agreed("Ana Ruiz", "ana@ruizysenal.example", "300.00 EUR", { alone: true });
    await company.to("2026-02-01 09:00");
    const lines = [];
    for (const [number, more] of [
      ["2026-011", 0],
      ["2026-012", 100],
    ] as const) {
      const { name, reference, gross } = await company.invoice(number);
      const amount = `${Number(`${gross}`.replace(" EUR", "")) + more}`.replace(".", ",");
      lines.push(["10.02.2026", `${name}`, `${reference}`, amount] as const);
    }
    await company.bank("feb.csv", statement(...lines));
    // What is kept of one lowers that client's next.
    await company.answer("100.00 EUR too much", "approve");
    await company.answer("paid 100.00 EUR too much on 2026-012", "keep");
    await company.sleep("2026-03-04 09:00");
    const { reference, name } = await company.invoice("2026-013");
    await company.bank("mar.csv", statement(["04.03.2026", `${name}`, `${reference}`, "100,00"]));
    await company.answer("paid 100.00 EUR for 2026-013", "approve");

    const journal = path.join(company.data, "books/main.journal");
    const check = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
    expect(check).toMatchObject({ status: 0, stderr: "" });
    const records = await Promise.all(
      ["011", "012", "013", "014", "015", "016"].map((n) => company.invoice(`2026-${n}`)),
    );
    const cents = (amount: unknown) => Math.round(Number(String(amount).replace(" EUR", "")) * 100);
    const open = records.reduce((sum, record) => sum + cents(record["open"]), 0);
    const balance = spawnSync("hledger", ["balance", "-N", "-f", journal, "receivable"], {
      encoding: "utf8",
    });
    const found = /([\d.,]+)/u.exec(balance.stdout)?.[1]?.replaceAll(",", "") ?? "";
    expect(cents(found)).toBe(open);
    expect(open).toBeGreaterThan(0);
    expect(await company.journal()).toContain("mainstay: kept-use");
  },
);
