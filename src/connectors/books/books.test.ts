import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rename, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectorContract, type Rig } from "../../../test/contracts/connector.ts";
import { at, books, company, issueArgs, settings } from "../../../test/fixtures/books.ts";
import * as reference from "../../value/creditor-reference.ts";
import type { JsonObject } from "../../value/json.ts";
import { booksKind } from "./books.ts";

const hledger = spawnSync("hledger", ["--version"]).error === undefined;

const older = `\
account assets:receivable
account income:services
commodity 1,000.00 EUR

2026-05-02 (2026-001) Harbour Books
    assets:receivable  1190.00 EUR
    income:services
`;

async function counted(text: Promise<string>, kind: string): Promise<number> {
  return (await text).split(`; mainstay: ${kind},`).length - 1;
}

async function jam(journal: string): Promise<() => Promise<void>> {
  const aside = `${journal}.aside`;
  await rename(journal, aside).catch(async () =>
    writeFile(aside, "", { flag: "wx" }).catch(() => {}),
  );
  await mkdir(journal, { recursive: true });
  return async () => {
    await rmdir(journal);
    await rename(aside, journal).catch(() => {});
  };
}

async function rig(name: string, args: JsonObject, otherArgs: JsonObject): Promise<Rig> {
  const { connector, files, journal, text } = await books();
  await mkdir(path.dirname(journal), { recursive: true });
  await writeFile(journal, older);
  const [kind, undo] =
    name === "invoice.issue" ? ["invoice", "credit-note"] : ["payment", "payment-reversal"];
  return {
    connector,
    action: name,
    args,
    otherArgs,
    files,
    acts: async () => counted(text(), kind ?? ""),
    undone: async () => counted(text(), undo ?? ""),
    jam: async () => jam(journal),
  };
}

connectorContract("books invoice.issue", async () =>
  rig("invoice.issue", issueArgs, {
    ...issueArgs,
    kind: "final",
    service: { from: "2026-06-01", to: "2026-07-15" },
  }),
);

const paymentArgs = { invoice: "2026-001", amount: "190.00 EUR", date: "2026-06-05", line: "b1" };
connectorContract("books payment.record", async () =>
  rig("payment.record", paymentArgs, { ...paymentArgs, amount: "1000.00 EUR", line: "b2" }),
);

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

test("voiding takes back what was charged that day, whatever the rules say by now", async () => {
  const rules = [{ when: { supply: "books" }, charge: "reduced" }, { charge: "standard" }];
  const { sent, root, files, text } = await books({ vat: { rate: 19, reduced: 7, rules } });
  const { kind, engagement, client } = issueArgs;
  const lines = [
    { text: "Design", price: "100.00 EUR" },
    { text: "Photo book", price: "50.00 EUR", supply: "books" },
  ];
  const { request, result } = await sent("t1", { kind, engagement, client, lines });
  expect(result).toMatchObject({ net: "150.00 EUR", vat: "22.50 EUR" });
  expect(await text()).toContain(
    "taxes: standard/19/100.00EUR/19.00EUR + reduced/7/50.00EUR/3.50EUR",
  );
  const place = {
    workspace: path.join(root, "ws"),
    root,
    now: () => at,
    secret: () => "",
    company,
  };
  const later = await booksKind.make({ ...settings, vat: { rate: 20 } }, place);
  await later.actions["invoice.issue"]?.compensate?.(request, result, files);
  expect(await text()).toMatch(/2026-001-CN\)[^]*liabilities:vat +22\.50 EUR/);
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

test("a payment tells what is still open, and keeps telling it when asked again", async () => {
  const { sent, pay, payment, files } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", date: "2026-06-05" };
  const first = { ...args, amount: "2000.00 EUR", line: "b1" };
  expect(await pay("p1", first)).toMatchObject({ open: "856.00 EUR", paid: false });
  expect(await pay("p2", { ...args, amount: "856.00 EUR", line: "b2" })).toMatchObject({
    open: "0.00 EUR",
    paid: true,
  });
  const found = await payment.find({ token: "p1", digest: "d", args: first, at }, files);
  expect(found).toMatchObject({ result: { open: "856.00 EUR", paid: false } });
});

test("more than was asked is paid, with the rest below zero", async () => {
  const { sent, pay } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", amount: "2900.00 EUR", date: "2026-06-05", line: "b1" };
  expect(await pay("p1", args)).toMatchObject({ open: "-44.00 EUR", paid: true });
});

test("before it is entered a payment tells what is open, and that it is a part or too much", async () => {
  const { connector, journal } = await books();
  await mkdir(path.dirname(journal), { recursive: true });
  await writeFile(journal, older);
  const told = async (amount: string, invoice = "2026-001") =>
    connector.actions["payment.record"]?.compare?.({ ...paymentArgs, amount, invoice });
  expect(await told("1190.00 EUR")).toEqual(["1,190.00 EUR open"]);
  expect(await told("150.00 EUR")).toEqual(["1,190.00 EUR open", "a part: 1,040.00 EUR stay open"]);
  expect(await told("1200.00 EUR")).toEqual(["1,190.00 EUR open", "10.00 EUR too much"]);
  await expect(told("1.00 EUR", "2026-999")).rejects.toThrow("the books hold no invoice");
});

test("taking a payment back opens the invoice again", async () => {
  const { sent, pay, payment, files } = await books();
  await sent("t1");
  const args = { invoice: "2026-001", amount: "2856.00 EUR", date: "2026-06-05", line: "b1" };
  const applied = await pay("p1", args);
  const request = { token: "p1", digest: "d", args, at };
  expect(await payment.compensate?.(request, applied, files)).toMatchObject({
    open: "2856.00 EUR",
    paid: false,
  });
});

test("money that cannot belong to the invoice is for a person", async () => {
  const { sent, pay, issue, files } = await books();
  const { request, result } = await sent("t1");
  const args = { invoice: "2026-001", amount: "1.00 EUR", date: "2026-06-05", line: "b1" };
  const refused = { happened: "no", failure: "semantic" };
  await expect(pay("p1", { ...args, invoice: "2026-099" })).rejects.toMatchObject(refused);
  await expect(pay("p2", { ...args, amount: "1.00 CHF" })).rejects.toMatchObject(refused);
  await issue.compensate?.(request, result, files);
  await expect(pay("p3", args)).rejects.toThrow('invoice "2026-001" is void');
});

test("voiding keeps the number, reverses the figures of that day and writes a credit note", async () => {
  const { sent, issue, files, next, text, root } = await books();
  const { request, result } = await sent("t1");
  const undone = await issue.compensate?.({ ...request, at: at + 86_400_000 }, result, files);
  expect(undone).toMatchObject({ invoice: "2026-001", date: "2026-06-03" });
  expect(await next()).toBe("2026-002");
  expect(await readdir(path.join(root, "books/invoices"))).toEqual([
    "2026-001-CN.pdf",
    "2026-001.pdf",
  ]);
  expect(await text()).toMatch(/2026-001-CN\)[^]*assets:receivable {2}-2856\.00 EUR/);
});

test("an entry that the operator broke is not taken for an act, nor repeated", async () => {
  const { sent, issue, files, journal, text, connector } = await books();
  const { request } = await sent("t1");
  await writeFile(journal, (await text()).replace("-456.00", "-450.00"));
  await expect(issue.find(request, files)).rejects.toMatchObject({ happened: "maybe" });
  await expect(issue.perform(request, files)).rejects.toMatchObject({ happened: "maybe" });
  expect(await connector.health()).toMatchObject({ ok: false, note: /does not balance/ });
});

test.each([
  ["a gap", (text: string) => text.replaceAll("2026-002", "2026-003"), '"2026-002" is missing'],
  [
    "an entry copied by hand",
    (text: string) => text + text.slice(text.lastIndexOf("\n2026-")),
    "two entries carry the token",
  ],
  [
    "a number used twice",
    (text: string) => text.replaceAll("2026-002", "2026-001"),
    'two invoices have the number "2026-001"',
  ],
])("health names %s", async (_, change, note) => {
  const { sent, journal, text, connector } = await books();
  await sent("t1");
  expect(await connector.health()).toMatchObject({ ok: true, note: /^1 invoice without a gap/ });
  await sent("t2", { ...issueArgs, kind: "final" });
  expect(await connector.health()).toMatchObject({ ok: true, note: /^2 invoices without a gap/ });
  await writeFile(journal, change(await text()));
  expect(await connector.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining(note),
  });
});

test.each([
  [{ series: "2026" }, 'like "YYYY-NNN"'],
  [{ vat: { rate: 99 } }, "50"],
  [{ template: "../x.typ" }, "invoice.typ"],
  [{ accounts: { receivable: "a  b", income: "b", vat: "c", bank: "d" } }, "assets:receivable"],
])("settings are refused with a remedy: %j", (more, words) => {
  const read = booksKind.schema.safeParse({ ...settings, ...more });
  expect(JSON.stringify(read.error?.issues).replaceAll("\\", "")).toContain(words);
});

test.skipIf(!hledger)("hledger accepts every line, strictly (needs hledger)", async () => {
  const exchange = {
    JPY: { rate: "0.0061", date: "2026-05-31" },
    BHD: { rate: "2.44", date: "2026-05-31" },
  };
  const { sent, pay, issue, files, journal } = await books({ exchange });
  const { request, result } = await sent("run/each[a, b; c: d]/0");
  await sent("t2", { ...issueArgs, kind: "yen", amount: "120000 JPY" });
  await sent("t3", { ...issueArgs, kind: "dinar", amount: "1.250 BHD" });
  await sent("t4", {
    kind: "final",
    engagement: "e17",
    client: { name: '; | #import "x" 2026-06-02 = (1)' },
    lines: [{ text: "Work", quantity: "1.5", unit: "h", price: "95.00 EUR" }],
    vat: "none",
  });
  await issue.compensate?.(request, result, files);
  const args = { invoice: "2026-002", amount: "142800 JPY", date: "2026-06-05", line: "b1,b2; x" };
  await pay("p1", args);
  const run = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  expect(run.status).toBe(0);
});

test.skipIf(!hledger)("hledger reads our amounts as we mean them (needs hledger)", async () => {
  const { sent, journal } = await books();
  await mkdir(path.dirname(journal));
  await writeFile(journal, "commodity 1.000,00 EUR\n");
  await sent("t1");
  const run = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
  expect(run.stderr).toBe("");
  const sum = ["balance", "receivable", "-N", "-f", journal];
  expect(spawnSync("hledger", sum, { encoding: "utf8" }).stdout).toContain("2.856,00 EUR");
});
