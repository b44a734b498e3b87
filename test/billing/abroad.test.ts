import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attached } from "../../src/connectors/books/einvoice/facturx.ts";
import { type Billing, newFolder, openBilling } from "./company.ts";

/** Clients outside the Union, of a company that sends e-invoices and has a VAT ID alone. */
let folder: string;
let company: Billing;
const email = "joe@brooklyn.example";

beforeEach(async () => {
  folder = await newFolder();
  const books = path.join(folder, "studio/connectors/books.yaml");
  const rules = `vat:
  rate: 19
  rules:
    - { when: { country: home }, charge: standard }
    - { when: { country: abroad }, charge: outside }
einvoice: factur-x`;
  await writeFile(books, (await readFile(books, "utf8")).replace("vat: { rate: 19 }", rules));
  company = await openBilling(folder, "2026-01-05 08:00");
  await company.meet("Brooklyn Books", email);
  await company.start("agree-retainer", { client: email, amount: "1000.00 EUR", text: "Design" });
});
afterEach(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

const row = (country: string) => ({
  line: 2,
  name: "Brooklyn Books",
  person: "",
  email,
  address: ["1 Main St", "New York, NY 10001"],
  vatId: "",
  country,
  reference: "",
  einvoice: "",
});
const bring = (country: string) =>
  company.desk.bring({ what: "clients", dryRun: false, rows: [row(country)] });

test("an invoice abroad is issued with its e-invoice, and sent", async () => {
  await bring("US");
  await company.to("2026-02-01 09:00");
  await company.answer("Bill Brooklyn Books", "approve");
  expect(await company.items("invoice")).toEqual([]);
  expect(await company.letters()).toMatchObject([{ to: email }]);
  const pdf = await readFile(path.join(company.data, "invoices/2026-011.pdf"), "latin1");
  expect(pdf).toContain(attached);
});

test("without a country it waits, and goes on once her list names it, as the message says", async () => {
  await company.to("2026-02-01 09:00");
  await company.answer("Bill Brooklyn Books", "approve");
  const [stuck] = await company.items("country is not known");
  expect(stuck?.title).toContain('"mainstay bring clients"');
  await bring("US");
  const repaired = await company.desk.repair(stuck?.run ?? 0, { step: "client" });
  expect(repaired).toMatchObject({ ok: true });
  await company.opened.owner.quiet();
  expect(await company.items("country is not known")).toEqual([]);
  await company.answer("Bill Brooklyn Books", "approve");
  expect(await company.letters()).toMatchObject([{ to: email }]);
});
