import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Brought } from "../../src/api/contract/bring.ts";
import { files } from "../../src/host/bring/bring.ts";
import { type Billing, newFolder, openBilling, statement } from "./company.ts";

const hledger = spawnSync("hledger", ["--version"]).error === undefined;

/** She brings two clients and what they owe; the one is long overdue, the other is due in July. */
let folder: string;
let company: Billing;
beforeEach(async () => {
  folder = await newFolder();
  const file = path.join(folder, "studio/mainstay.yaml");
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace("  details:", "  details:\n    incomeTax: 30"));
  company = await openBilling(folder, "2026-06-01 08:00");
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

const open = [
  "Nummer;Kunde;Betrag;Offen;Fällig am;Referenz",
  "2026-004;Käfer & Söhne;1.190,00;;15.03.2026;RF18 5390 0754 7034",
  "2026-007;Nordwind;500,00;400,00;01.07.2026;",
].join("\n");

async function bring(dryRun = false, list = open): Promise<Brought> {
  const file = path.join(folder, "list.csv");
  await writeFile(
    file,
    "name;email\nKäfer & Söhne;ida@kaefer.example\nNordwind;post@nordwind.example\n",
  );
  const { rows: clients } = await files.clients(file);
  await company.desk.bring({ what: "clients", dryRun: false, rows: clients });
  await writeFile(file, list);
  const { rows } = await files.invoices(file, "EUR");
  const brought = await company.desk.bring({ what: "invoices", dryRun, rows });
  await company.opened.owner.quiet();
  return brought;
}

/** By hledger where it is installed, else by the postings themselves. */
async function receivable(): Promise<string> {
  const journal = path.join(company.data, "books/main.journal");
  if (hledger) {
    expect(spawnSync("hledger", ["-f", journal, "check", "--strict"]).stderr.toString()).toBe("");
    const ran = spawnSync("hledger", [
      "-f",
      journal,
      "bal",
      "assets:receivable",
      "-N",
      "--format",
      "%(total)",
    ]);
    return ran.stdout.toString().trim() || "0";
  }
  const found = (await company.journal()).matchAll(/ assets:receivable +(-?[\d.]+) EUR/gu);
  const sum = [...found].reduce((cents, [, text]) => cents + Math.round(Number(text) * 100), 0);
  return sum === 0 ? "0" : `${(sum / 100).toLocaleString("en", { minimumFractionDigits: 2 })} EUR`;
}

const entries = async () => [...(await company.journal()).matchAll(/mainstay: opening,/gu)].length;

test("what she brings is looked at first, then entered, reminded of, paid and settled, to a balance of nothing", async () => {
  await company.desk.look(7);
  expect(await bring(true)).toMatchObject({ taken: 2, refused: [] });
  expect(await company.items()).toEqual([]);
  expect(await bring()).toMatchObject({ taken: 2, refused: [] });
  const held = await company.items("Held while it only looks");
  expect(held.map(({ title }) => title).toSorted()).toEqual([
    "Held while it only looks: Open invoice 2026-004, 1,190.00 EUR of Käfer & Söhne",
    "Held while it only looks: Open invoice 2026-007, 400.00 EUR of Nordwind",
  ]);
  await company.to("2026-06-04 12:00");
  await expect(company.journal()).rejects.toThrow("ENOENT");

  await company.desk.go();
  await company.answer("2026-004", "approve");
  await company.answer("2026-007", "approve");
  expect(await receivable()).toBe("1,590.00 EUR");

  // Nobody is reminded before she, or the bank, says that it is not paid.
  expect(await company.items("Remind")).toEqual([]);
  await company.answer("Is 2026-004 (1,190.00 EUR) paid?", "late");
  await company.to("2026-06-04 14:00");
  expect(await company.letters()).toEqual([]);
  await company.answer("Remind Käfer & Söhne of 1,190.00 EUR", "approve");
  expect(await company.letters()).toMatchObject([
    { to: "ida@kaefer.example", subject: "Invoice 2026-004" },
  ]);

  const rf = "RF18539007547034";
  await company.bank("a.csv", statement(["05.06.2026", "I. Käfer", rf, "1.190,00"]));
  expect(await company.invoice("2026-004")).toMatchObject({ open: "0.00 EUR", stage: "paid" });
  expect(await receivable()).toBe("400.00 EUR");
  await company.bank("b.csv", statement(["03.07.2026", "Nordwind", "Rechnung 2026-007", "400,00"]));
  expect(await company.invoice("2026-007")).toMatchObject({ open: "0.00 EUR", stage: "paid" });
  expect(await receivable()).toBe("0");
  await company.to("2026-09-01 12:00");
  expect(await company.letters()).toHaveLength(1);
  const june = await company.desk.report({ month: "2026-06" });
  expect(june.money[0]).toMatchObject({
    invoiced: { now: "0.00 EUR" },
    received: { now: "1190.00 EUR" },
    open: { now: "400.00 EUR" },
    tax: { now: "357.00 EUR" },
  });
  expect(june.unknown).toContainEqual(expect.stringMatching(/^the VAT in payments for invoices/));
  const jobs = await company.opened.owner.store.find({
    table: "run",
    where: { runbook: "bring-invoice" },
  });
  expect(jobs.map(({ status }) => status)).toEqual(["completed", "completed"]);
});

test("brought again, the same list changes nothing", async () => {
  await bring();
  const before = await company.journal();
  const recorded = await company.opened.owner.store.last();
  expect(await bring()).toMatchObject({ taken: 0, known: 2, refused: [] });
  expect(await company.journal()).toBe(before);
  expect(await entries()).toBe(2);
  expect(await company.opened.owner.store.last()).toEqual(recorded);
});

test("one that is long overdue gets its letters a week apart, and none while the bank's data are old", async () => {
  await bring();
  await company.to("2026-06-20 08:00");
  expect(await company.letters()).toEqual([]);
  await company.bank("a.csv", statement(["19.06.2026", "x", "y", "-1,00"]));
  await company.to("2026-06-20 10:00");
  for (const [day, tone] of [
    ["2026-06-27 12:00", "friendly"],
    ["2026-07-04 14:00", "firm"],
    ["2026-07-11 18:00", "last"],
  ] as const) {
    await company.answer(`due 15 March 2026 (${tone})`, "approve");
    expect(await company.items("due 15 March 2026 (")).toEqual([]);
    await company.to(day);
  }
  expect((await company.letters()).map(({ subject }) => subject)).toEqual([
    "Invoice 2026-004",
    "Reminder: invoice 2026-004",
    "Last reminder: invoice 2026-004",
  ]);
});

test("a cancelled job takes the opening entry back, and the balance with it", async () => {
  await bring();
  const [job] = await company.opened.owner.store.find({
    table: "run",
    where: { runbook: "bring-invoice" },
    order: [{ column: "number" }],
  });
  await company.desk.cancel(Number(job?.["number"]), "written off");
  await company.opened.owner.quiet();
  expect(await company.journal()).toContain("mainstay: opening-reversal, invoice: 2026-004");
  expect(await receivable()).toBe("400.00 EUR");
  expect(await company.invoice("2026-004")).toMatchObject({ stage: "brought" });
  await company.bank("a.csv", statement(["05.06.2026", "x", "Rechnung 2026-004", "1.190,00"]));
  expect((await company.items()).map(({ kind }) => kind)).toContain("parked");
});

test("what was brought before a process took it is taken when it is brought again", async () => {
  await company.close();
  const runbook = path.join(folder, "studio/runbooks/bring-invoice.yaml");
  const text = await readFile(runbook, "utf8");
  await writeFile(
    runbook,
    text.replace("{ on: invoice.brought }", '{ on: mail.received, when: "false" }'),
  );
  company = await openBilling(folder, "2026-06-01 08:00");
  expect(await bring()).toMatchObject({ taken: 2 });
  await company.close();
  await writeFile(runbook, text);
  company = await openBilling(folder, "2026-06-02 08:00");
  expect(await bring()).toMatchObject({ taken: 0, known: 2 });
  expect(await entries()).toBe(2);
});
