import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { books, company, issueArgs, older } from "../../../test/fixtures/books.ts";
import * as reference from "../../value/creditor-reference.ts";
import type { JsonObject } from "../../value/json.ts";

test("an invoice is an entry, a PDF in the folder and a blob, all of one number", async () => {
  const { sent, files, root } = await books({ last: "2026-010" });
  const { result } = await sent("t1");
  expect(result).toMatchObject({
    number: "2026-011",
    reference: reference.make("2026-011"),
    net: "2400.00 EUR",
    vat: "456.00 EUR",
    gross: "2856.00 EUR",
    issued: "2026-06-02",
    due: "2026-06-16",
    pdf: { name: "2026-011.pdf", mediaType: "application/pdf" },
  });
  const kept = await readFile(path.join(root, "books/invoices/2026-011.pdf"));
  expect([...files.blobs.values()].map((bytes) => Buffer.compare(bytes, kept))).toEqual([0]);
});

test("the occasion is the business key, and the preview shows the sum she approves", async () => {
  const { issue } = await books();
  expect(issue.businessKey?.(issueArgs)).toBe("deposit/e17");
  expect(issue.amount?.(issueArgs)).toBe("2856.00 EUR");
  expect(issue.preview(issueArgs).line).toBe("Invoice 2,400.00 + 19 % 456.00 = 2,856.00 EUR");
  const reverse = {
    ...issueArgs,
    vat: "reverse",
    client: { name: "Åre AB", vatId: "SE556677889901" },
  };
  expect(issue.preview(reverse).line).toBe("Invoice 2,400.00 EUR, reverse charge");
  expect(
    issue.preview({ ...issueArgs, kept: [{ invoice: "2026-009", amount: "300.00 EUR" }] }).details,
  ).toContain("300.00 EUR were kept for it, 2,556.00 EUR are left to be paid");
});

test("the year of a number is the year where the company is", async () => {
  const { issue } = await books();
  const eve = Date.parse("2026-12-31T23:30:00Z");
  expect(issue.series?.name(issueArgs, eve)).toBe("2027-NNN");
});

test("numbers go on behind the last one of the settings, and behind one issued by hand", async () => {
  const { next, journal } = await books({ last: "2026-010" });
  expect(await next()).toBe("2026-011");
  await mkdir(path.dirname(journal));
  await writeFile(journal, older.replace("2026-001", "2026-014"));
  expect(await next()).toBe("2026-015");
});

test("kinds and currencies have series of their own, each without a gap", async () => {
  const { sent, connector } = await books({
    numbers: [
      { kind: "deposit", series: "D-YYYY-NN" },
      { currency: "USD", series: "US-NNN" },
    ],
    exchange: { USD: { rate: "0.9234", date: "2026-06-01" } },
    last: ["US-041", "2026-010"],
  });
  const final = { ...issueArgs, kind: "final" };
  const numberOf = async (token: string, args: JsonObject) =>
    (await sent(token, args)).result["number"];
  expect(await numberOf("t1", issueArgs)).toBe("D-2026-01");
  expect(await numberOf("t2", { ...final, amount: "10.00 USD" })).toBe("US-042");
  expect(await numberOf("t3", final)).toBe("2026-011");
  expect(await numberOf("t4", issueArgs)).toBe("D-2026-02");
  expect(await connector.health()).toMatchObject({ ok: true });
});

test("a client in two tax regimes is asked about before the invoice takes a number", async () => {
  const rules = [
    { when: { country: "home" }, charge: "standard" },
    { when: { country: "eu", vatId: true }, charge: "reverse" },
  ];
  const { issue, sent, text } = await books({ vat: { rate: 19, rules } });
  const client = { name: "Wiener Druck", country: "DE", vatId: "ATU12345678" };
  const read = issue.input.safeParse({ ...issueArgs, client });
  expect(read.error?.issues).toMatchObject([
    { path: ["vat"], message: expect.stringContaining("two tax regimes") },
  ]);
  await expect(sent("t1", { ...issueArgs, client })).rejects.toMatchObject({
    happened: "no",
    failure: "semantic",
  });
  expect(await text()).toBe("");
  expect(issue.input.safeParse({ ...issueArgs, client, vat: "reverse" }).success).toBe(true);
});

test("a foreign currency needs a rate with its day, which the books and the client are told", async () => {
  const { issue, sent, text } = await books();
  const args = { ...issueArgs, amount: "1000.00 USD" };
  expect(issue.input.safeParse(args).error?.issues).toMatchObject([
    { path: ["exchange"], message: expect.stringContaining("no exchange rate to EUR is given") },
  ]);
  const old = { ...args, exchange: { rate: "0.9234", date: "2025-06-01" } };
  await expect(sent("t1", old)).rejects.toThrow("more than 62 days old");
  const { result } = await sent("t1", {
    ...args,
    exchange: { rate: "0.9234", date: "2026-06-01" },
  });
  expect(result).toMatchObject({ vat: "190.00 USD", gross: "1190.00 USD" });
  expect(await text()).toContain("P 2026-06-01 USD 0.9234 EUR\n");
  expect(await text()).toContain("vat-home: 175.45 EUR, gross-home: 1098.85 EUR");
});

test("a template that does not compile leaves no number used, and nothing in the books", async () => {
  const { sent, next, text, root } = await books();
  const folder = path.join(root, "ws/templates");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "invoice.typ"), "= Invoice\n#oops");
  await expect(sent("t1")).rejects.toMatchObject({
    happened: "no",
    failure: "deterministic",
    message: expect.stringMatching(/invoice\.typ", line 2 says: unknown variable: oops/),
  });
  expect(await text()).toBe("");
  expect(await next()).toBe("2026-001");
});

test("an e-invoice is inside the PDF or beside it, as the client wants", async () => {
  const details = {
    ...company.details,
    email: "hello@studio-marlow.example",
    phone: "+49 40 5550 1234",
  };
  const { sent, root, issue, files } = await books({ einvoice: "factur-x" }, details);
  const client = {
    name: "Nordlicht Coffee GmbH",
    address: ["Speicherstraße 8", "20457 Hamburg"],
    email: "ap@nordlicht.test",
    country: "DE",
  };
  const inside = await sent("t1", { ...issueArgs, client });
  expect(inside.result).toMatchObject({
    einvoice: "factur-x",
    attachments: [{ name: "2026-001.pdf" }],
  });
  const authority = { ...client, einvoice: "xrechnung", reference: "04011000-1234512345-06" };
  const beside = await sent("t2", { ...issueArgs, kind: "final", client: authority });
  expect(beside.result).toMatchObject({
    einvoice: "xrechnung",
    attachments: [{ name: "2026-002.pdf" }, { name: "2026-002.xml", mediaType: "application/xml" }],
  });
  expect(await issue.find(beside.request, files)).toMatchObject({ result: beside.result });
  await sent("t3", { ...issueArgs, kind: "none", client: { ...client, einvoice: "none" } });
  expect((await readdir(path.join(root, "books/invoices"))).toSorted()).toEqual([
    "2026-001.pdf",
    "2026-002.pdf",
    "2026-002.xml",
    "2026-003.pdf",
  ]);
  const person = { ...issueArgs, client: { name: "Ana" } };
  expect(issue.input.safeParse(person).error?.issues).toMatchObject([
    { path: ["client"], message: expect.stringContaining("country") },
  ]);
});

test("a number that the books hold already is not given to a second invoice", async () => {
  const { sent, issue, files } = await books();
  const { request } = await sent("t1");
  await expect(issue.perform({ ...request, token: "t2" }, files)).rejects.toMatchObject({
    happened: "no",
    message: expect.stringContaining("the books already hold that number"),
  });
});

test("an invoice that would be due before its date is for a person", async () => {
  const { sent } = await books();
  await expect(sent("t1", { ...issueArgs, due: "2026-06-01" })).rejects.toMatchObject({
    happened: "no",
    failure: "semantic",
  });
});

test.each([
  [{ iban: "DE89370400440532013001" }, "check digits"],
  [{}, "no account is named"],
  [{ iban: "DE89370400440532013000", bic: "X" }, "BIC"],
  [{ iban: 5 }, "details.iban"],
])("no invoice is written over a mistaken account: %j", async (details, words) => {
  const { sent, connector, text } = await books({}, details);
  await expect(sent("t1")).rejects.toMatchObject({
    happened: "no",
    failure: "deterministic",
    message: expect.stringMatching(new RegExp(`${words}.*mainstay\\.yaml`)),
  });
  expect(await text()).toBe("");
  expect(await connector.health()).toMatchObject({ ok: false });
});

test("reverse charge needs her own VAT ID", async () => {
  const { sent } = await books({}, { iban: company.details.iban });
  const client = { name: "Åre AB", vatId: "SE556677889901" };
  await expect(sent("t1", { ...issueArgs, client, vat: "reverse" })).rejects.toThrow(
    "reverse charge needs your own VAT ID",
  );
});

test("a draft leaves no entry, no number and no file behind", async () => {
  const { issue, files, text, root } = await books();
  const draft = await issue.draft?.(issueArgs, files);
  expect(draft?.name).toBe("invoice-draft.pdf");
  expect(files.blobs.has(draft?.digest ?? "")).toBe(true);
  expect(await text()).toBe("");
  expect(await readdir(root)).toEqual([]);
});
