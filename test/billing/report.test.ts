import { rm } from "node:fs/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { reportLines } from "../../src/cli/views/report.ts";
import { frame } from "../fakes/frame.ts";
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

test("on the first she is told that a month is over, and its report agrees with the books", async () => {
  for (const [name, email, alone] of [
    ["Nordlicht Coffee", "ana@nordlicht.example", true],
    ["Harbour Books", "tom@harbourbooks.example", false],
  ] as const) {
    await company.meet(name, email);
    const agreed = { client: email, amount: "1000.00 EUR", text: "Care", alone };
    await company.start("agree-retainer", agreed);
  }
  await company.to("2026-02-01 10:00");
  await company.answer("Bill Harbour", "edit", (shown) => ({
    ...(shown as object),
    text: "Care of the shop",
  }));
  const { reference } = await company.invoice("2026-011");
  await company.bank(
    "feb.csv",
    statement(["11.02.2026", "Nordlicht Coffee", `${reference}`, "1.190,00"]),
  );
  await company.to("2026-03-01 08:00");
  expect(await company.items("February 2026 is over: read its report")).toHaveLength(1);

  const report = await company.desk.report({ month: "2026-02" });
  expect(report).toMatchObject({
    before: "2026-01",
    over: true,
    money: [
      {
        currency: "EUR",
        invoices: { now: 2, before: 0 },
        invoiced: { now: "2380.00 EUR", before: "0.00 EUR" },
        received: { now: "1190.00 EUR" },
        open: { now: "1190.00 EUR" },
        overdue: { now: "1190.00 EUR" },
        vat: { now: "380.00 EUR" },
        tax: null,
        daysToPaid: { now: 10, before: null },
      },
    ],
    decisions: { now: { count: 1, changed: 1, denied: 0 }, before: { count: 2 } },
    // Two bills of one client and her payment alone; the other's was asked about.
    done: { now: 5, before: 0 },
    alone: { now: 3, before: 0 },
    won: { now: 0, before: 2 },
    spentMicros: { now: 0, before: 0 },
    wrong: [],
    offer: null,
    waiting: {
      today: "2026-03-01",
      invoices: [{ client: "Harbour Books", open: "1190.00 EUR", daysLate: 14, reminded: null }],
      owed: ["1190.00 EUR"],
      late: ["1190.00 EUR"],
      bank: { through: "2026-02-11", days: 18 },
    },
  });
  expect(report.unknown.join()).toContain("incomeTax");
  expect(reportLines(report, frame()).join("\n")).toContain("  Received  ".trimEnd());
});

test("a month in which nothing happened is reported as nothing", async () => {
  expect(await company.desk.report({ month: "2026-01" })).toMatchObject({
    over: false,
    money: [{ invoiced: { now: "0.00 EUR" }, daysToPaid: { now: null } }],
    decisions: { now: { count: 0, minutes: 0 } },
    alone: { now: 0 },
  });
});
