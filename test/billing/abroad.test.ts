import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attached } from "../../src/connectors/books/einvoice/facturx.ts";
import type { Json, JsonObject } from "../../src/value/json.ts";
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
    - { when: { country: eu, vatId: true }, charge: reverse }
    - { when: { country: eu, private: true }, charge: standard }
    - { when: { country: abroad }, charge: outside }
einvoice: factur-x`;
  await writeFile(books, (await readFile(books, "utf8")).replace(/^vat: .*$/mu, rules));
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
  private: null,
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
  const [card] = await company.items("Bill Brooklyn Books");
  const { number = 0 } = card ?? {};
  const { digest } = await company.desk.item(number);
  const said = await company.desk.answer(number, { answer: "approve", digest });
  expect(JSON.stringify(said)).toMatch(/country is not known; .*mainstay bring clients/);
  await bring("US");
  // What the card shows is otherwise by now.
  await company.answer("Bill Brooklyn Books", "again");
  await company.answer("Bill Brooklyn Books", "approve");
  expect(await company.letters()).toMatchObject([{ to: email }]);
});

test("one that is billed alone stands still without a country, and goes on by the remedy it names", async () => {
  const terms = { client: email, amount: "1000.00 EUR", text: "Design", alone: true };
  await company.start("agree-retainer", terms);
  await company.to("2026-02-01 09:00");
  const [stuck] = await company.items("country is not known");
  expect(stuck?.title).toContain("repairing it from the step that reads the client");
  await bring("US");
  const repaired = await company.desk.repair(stuck?.run ?? 0, { step: "client" });
  expect(repaired).toMatchObject({ ok: true });
  await company.opened.owner.quiet();
  expect(await company.items("country is not known")).toEqual([]);
  expect(await company.letters()).toMatchObject([{ to: email }]);
});

/** What the card says would follow from a yes. */
async function follows(title: string): Promise<string> {
  const [line] = await company.items(title);
  const item = await company.desk.item(line?.number ?? 0);
  return JSON.stringify(item?.deeds ?? []);
}

const placed = (place: JsonObject) => (shown: Json) => ({
  ...(shown as JsonObject),
  client: { country: null, vatId: null, private: null, ...place },
});

test("the card says what is not known, takes it, and nobody is asked for it again", async () => {
  await company.to("2026-02-01 09:00");
  expect(await follows("Bill Brooklyn Books")).toContain(
    "the client's country is not known; write it on the card",
  );
  await company.answer("Bill Brooklyn Books", "edit", placed({ country: "US" }));
  expect(await company.letters()).toMatchObject([{ to: email }]);
  await company.to("2026-03-01 09:00");
  expect(await follows("Bill Brooklyn Books for March")).toContain("outside the scope of VAT");
  await company.answer("Bill Brooklyn Books for March", "approve");
  expect(await company.letters()).toHaveLength(2);
});

test("elsewhere in the Union a VAT ID decides, or that the client is a private person", async () => {
  await bring("FR");
  await company.to("2026-02-01 09:00");
  expect(await follows("Bill Brooklyn Books")).toContain(
    "it is not known whether the client is a business",
  );
  await company.answer(
    "Bill Brooklyn Books",
    "edit",
    placed({ country: "FR", vatId: "FR12345678901" }),
  );
  await company.to("2026-03-01 09:00");
  expect(await follows("Bill Brooklyn Books for March")).toContain("reverse charge");
  await company.answer(
    "Bill Brooklyn Books for March",
    "edit",
    placed({ country: "FR", private: true }),
  );
  await company.to("2026-04-01 09:00");
  expect(await follows("Bill Brooklyn Books for April")).toContain("19 % 190.00");
  expect(await company.letters()).toHaveLength(2);
});

test("a foreign currency without a rate is told on the first card", async () => {
  await bring("US");
  await company.start("agree-retainer", { client: email, amount: "500.00 USD", text: "Design" });
  for (const { title } of await company.items("USD")) await company.answer(title, "approve");
  await company.to("2026-02-01 09:00");
  expect(await follows("Bill Brooklyn Books")).toContain("no exchange rate to EUR is given");
});
