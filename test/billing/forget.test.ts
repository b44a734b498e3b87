import { rm } from "node:fs/promises";
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

test("a client is forgotten while she is billed and her payment is asked about: her jobs end, others go on", async () => {
  for (const [name, email] of [
    ["Nordlicht Coffee", "ana@nordlicht.example"],
    ["Harbour Books", "tom@harbourbooks.example"],
  ] as const) {
    await company.meet(name, email);
    const agreed = { client: email, amount: "1000.00 EUR", text: "Care", alone: true };
    await company.start("agree-retainer", agreed);
  }
  await company.to("2026-02-01 10:00");
  const eleven = await company.invoice("2026-011");
  const hers = eleven["name"] === "Nordlicht Coffee" ? "2026-011" : "2026-012";
  const { reference } = await company.invoice(hers);
  // Too much, by somebody else's account: the job that asks is about her, the one that called it is not.
  const line = ["05.02.2026", "A. Unknown", `Danke ${hers}`, "1.300,00"] as const;
  await company.bank("feb.csv", statement(line));
  await company.answer("Which invoice", "edit", (shown) => ({
    ...(shown as object),
    invoice: hers,
  }));
  expect(await company.items("A. Unknown paid 1,300.00 EUR for")).toHaveLength(1);
  expect(reference).toContain("RF");

  const { confirm } = await company.desk.forgetPreview("ana@nordlicht.example");
  const outcome = await company.desk.forget({
    client: "ana@nordlicht.example",
    confirm,
    endJobs: true,
  });
  expect(outcome).toMatchObject({ ok: true });
  await company.to("2026-02-02 10:00");
  const { store } = company.opened.owner;
  const rows = JSON.stringify([
    await store.find({ table: "fact" }),
    await store.find({ table: "party" }),
  ]);
  expect(rows).not.toContain("Nordlicht");
  expect(rows).toContain("Harbour");
  const open = await store.find({ table: "run", where: { status: ["open", "cancelling"] } });
  expect(open.map(({ runbook }) => runbook)).not.toContain("settle-invoice");
  await company.to("2026-03-01 09:30");
  expect((await company.letters()).filter(({ to }) => to.includes("nordlicht"))).toHaveLength(1);
  expect((await company.letters()).filter(({ to }) => to.includes("harbour"))).toHaveLength(2);
});
