import { mkdir, readFile, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Opened } from "../../src/host/open.ts";
import type { Json } from "../../src/value/json.ts";
import { at, openIn, quiet, scratch, typed } from "../bad-input/company.ts";

/** A company as `init` makes it, with one client. */
async function own() {
  const folder = await scratch();
  const studio = path.join(folder, "studio");
  const answers = {
    name: "Ruiz",
    country: "DE",
    email: "ana@ruiz.example",
    iban: "DE89370400440532013000",
    "vat-id": "later",
  };
  const told = Object.entries(answers).flatMap(([key, value]) => [`--${key}`, value]);
  const made = await typed(["init", studio, ...told, "--yes", "--no-check", "--look-days", "0"]);
  expect(made.code, made.err).toBe(0);
  const data = path.join(studio, ".mainstay");
  const company = at(studio, data);
  const applied = await company.type("apply");
  expect(applied.code, applied.out).toBe(0);
  const bring = async (what: string, text: string) => {
    const file = path.join(folder, "list.csv");
    await writeFile(file, text);
    return (await company.type("bring", what, file)).out;
  };
  expect(await bring("clients", "name,country\nNordwind,DE\n")).toContain("Took over 1 client");
  const opened = async () => {
    const one = await openIn(company);
    await one.owner.start();
    await quiet(one);
    return one;
  };
  return { bring, opened, data, company };
}

async function say(opened: Opened, title: string, answer: string, value?: Json) {
  const { lines } = await opened.desk.inbox();
  const found = lines.filter((line) => line.title.includes(title));
  expect(found, `${title} in ${lines.map((line) => line.title).join("; ")}`).toHaveLength(1);
  const number = found[0]?.number ?? 0;
  const { digest } = await opened.desk.item(number);
  const given = value === undefined ? {} : { value };
  expect(await opened.desk.answer(number, { answer, digest, ...given })).toMatchObject({
    ok: true,
  });
  await quiet(opened);
}

async function pay(opened: Opened, data: string, text: string) {
  const file = path.join(data, "in/bank/a.csv");
  await mkdir(path.dirname(file), { recursive: true });
  const today = new Date().toISOString().slice(0, 10);
  await writeFile(
    file,
    `Date;Name;Reference;Amount;Currency\n${today};Nordwind;${text};1190.00;EUR\n`,
  );
  const rested = new Date(Date.now() - 60_000);
  await utimes(file, rested, rested);
  await opened.owner.intake.scanAll();
  await quiet(opened);
}

const stage = async ({ owner }: Opened) =>
  (await owner.store.find({ table: "fact", where: { kind: "invoice", field: "stage" } })).map(
    ({ value }) => value,
  );

test("a company of her own takes over what is open, enters it, asks before it reminds, and settles it", async () => {
  const { bring, opened, data } = await own();
  const lines = "number,client,amount,due\n2026-004,Nordwind,1190.00,2026-03-15\n";
  expect(await bring("invoices", lines)).toContain("Took over 1 invoice");
  const one = await opened();
  const { lines: items } = await one.desk.inbox();
  expect(items.map(({ title }) => title)).toEqual([expect.stringContaining("Is 2026-004")]);
  const journal = await readFile(path.join(data, "books/main.journal"), "utf8");
  expect(journal).toContain("mainstay: opening, invoice: 2026-004");
  await pay(one, data, "Invoice 2026-004");
  expect(await stage(one)).toEqual(['"paid"']);
  expect((await one.desk.inbox()).lines).toEqual([]);
  await one.close();
});

test("an invoice that she writes to a client is on record, and a payment settles it", async () => {
  const { opened, data } = await own();
  const one = await opened();
  await one.desk.start({ runbook: "write-invoice", input: {}, requestId: "1" });
  await quiet(one);
  await say(one, "Whom to bill", "fill", {
    client: "nordwind",
    address: ["Weg 1", "20095 Hamburg"],
    job: "logo-2026",
    text: "Logo",
    amount: "1000.00 EUR",
    from: "2026-06-01",
    to: "2026-06-05",
  });
  await say(one, "Bill", "approve");
  expect(await stage(one)).toEqual(['"open"']);
  const rows = await one.owner.store.find({ table: "fact", where: { kind: "invoice" } });
  const number = String(rows.find(({ field }) => field === "number")?.["value"]).slice(1, -1);
  const journal = await readFile(path.join(data, "books/main.journal"), "utf8");
  expect(journal).toMatch(/\| invoice$/m);
  expect(journal).not.toContain("invoice invoice");
  await pay(one, data, `Invoice ${number}`);
  expect(await stage(one)).toEqual(['"paid"']);
  await one.close();
});

test("what she brought of a client decides the VAT of an invoice, and stands on it", async () => {
  const { bring, opened, company } = await own();
  const columns = "Firma;Straße;PLZ;Ort;Land;USt-IdNr;Bestellnummer;E-Rechnung";
  const row = "Wiener Druck;Gasse 1;1010;Wien;Österreich;ATU12345678;PO-7;none";
  const told = await bring("clients", `${columns}\n${row}\n`);
  expect(told).toContain("Took over 1 client");
  expect(told).not.toContain("left out");
  const vatId = ["--change", "vat-id", "--vat-id", "DE123456789"];
  expect((await company.type("init", company.workspace, ...vatId)).code).toBe(0);
  const applied = await company.type("apply");
  expect(applied.code, applied.out).toBe(0);
  const one = await opened();
  await one.desk.start({ runbook: "write-invoice", input: {}, requestId: "1" });
  await quiet(one);
  await say(one, "Whom to bill", "fill", {
    client: "Wiener Druck",
    job: "logo-2026",
    text: "Logo",
    amount: "1000.00 EUR",
    from: "2026-06-01",
    to: "2026-06-05",
  });
  const { lines } = await one.desk.inbox();
  const [bill] = await Promise.all(lines.map(({ number }) => one.desk.item(number)));
  expect(JSON.stringify(bill?.deeds)).toContain("reverse charge");
  expect(JSON.stringify(bill?.shown)).toContain("1010 Wien");
  await say(one, "Bill", "approve");
  expect(await stage(one)).toEqual(['"open"']);
  await one.close();
});
