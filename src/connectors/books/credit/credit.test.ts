import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { connectorContract } from "../../../../test/contracts/connector.ts";
import { hledger } from "../../../../test/fixtures/hledger.ts";
import { at, books, company, issueArgs } from "../../../../test/fixtures/books.ts";
import { textOf } from "../../../value/json.ts";
import { pdftotext, scanned } from "../../../../test/fixtures/pdf-eyes.ts";

const dayMs = 86_400_000;
const { client } = issueArgs;
const all = { invoice: "2026-001", occasion: "second-shop", client };
const part = { ...all, amount: "1000.00 EUR", reason: "One sign less." };
const reached = { email: "hello@studio.example", phone: "+49 30 1" };
const refused = { happened: "no", failure: "semantic" };

connectorContract("books invoice.credit", async () => {
  const { connector, files, text, sent } = await books();
  await sent("i1");
  return {
    connector,
    action: "invoice.credit",
    args: part,
    otherArgs: { ...part, occasion: "logo", amount: "500.00 EUR" },
    files,
    acts: async () => (await text()).split("; mainstay: credit-note,").length - 1,
  };
});

test("a part is credited by a document with a number of the same series", async () => {
  const { sent, taken, next, text, root } = await books();
  await sent("i1");
  expect(await taken("c1", part, at + dayMs)).toMatchObject({
    number: "2026-002",
    invoice: "2026-001",
    net: "840.34 EUR",
    vat: "159.66 EUR",
    gross: "1000.00 EUR",
    left: "1856.00 EUR",
    refund: "0.00 EUR",
    issued: "2026-06-03",
    pdf: { name: "2026-002.pdf" },
  });
  expect(await next()).toBe("2026-003");
  expect(await text()).toMatch(/2026-002\)[^]*assets:receivable {2}-1000\.00 EUR/);
  expect(await readdir(path.join(root, "books/invoices"))).toEqual([
    "2026-001.pdf",
    "2026-002.pdf",
  ]);
});

test("credit notes have a series of their own where the settings name one", async () => {
  const { sent, taken, next, connector } = await books({ credits: "CN-YYYY-NN" });
  await sent("i1");
  expect(await taken("c1", part)).toMatchObject({ number: "CN-2026-01" });
  expect(await taken("c2", { ...part, occasion: "logo" })).toMatchObject({ number: "CN-2026-02" });
  expect(await next()).toBe("2026-002");
  expect(await connector.health()).toMatchObject({ ok: true });
});

test("partial credit notes take the whole invoice, and not a cent more", async () => {
  const { sent, taken, pay } = await books();
  await sent("i1");
  await taken("c1", { ...part, amount: "952.01 EUR" });
  await taken("c2", {
    ...all,
    occasion: "b",
    lines: [{ text: "Sign", price: "800.01 EUR" }],
  });
  await expect(taken("c3", { ...part, occasion: "c" })).rejects.toMatchObject({
    ...refused,
    message:
      'Cannot credit invoice "2026-001": only 951.98 EUR of it is left, which 1000.00 EUR exceeds',
  });
  expect(await taken("c4", { ...all, occasion: "d" })).toMatchObject({
    net: "799.98 EUR",
    vat: "152.00 EUR",
    left: "0.00 EUR",
  });
  await expect(taken("c5", { ...all, occasion: "e" })).rejects.toThrow("nothing of it is left");
  const payment = { invoice: "2026-001", amount: "1.00 EUR", date: "2026-06-05", line: "b1" };
  // Whoever pays it all the same has paid that much too much.
  expect(await pay("p1", payment)).toMatchObject({ open: "-1.00 EUR" });
});

test("what was paid too much is told, and an invoice that is credited in part can be paid", async () => {
  const { sent, taken, pay } = await books();
  await sent("i1");
  await taken("c1", part);
  const payment = { invoice: "2026-001", amount: "1856.00 EUR", date: "2026-06-05", line: "b1" };
  expect(await pay("p1", payment)).toMatchObject({ open: "0.00 EUR", paid: true });
  const refund = { iban: "AT611904300234573201" };
  expect(await taken("c2", { ...part, occasion: "b", refund })).toMatchObject({
    refund: "1000.00 EUR",
  });
});

test("what stays of the invoice and comes back of it is told before, as it will be", async () => {
  const { sent, pay, credit, taken } = await books();
  await sent("i1");
  expect(await credit.compare?.(part)).toEqual(["a part: 1,856.00 EUR of it stay"]);
  await pay("p1", { invoice: "2026-001", amount: "2856.00 EUR", date: "2026-06-05", line: "b1" });
  expect(await credit.compare?.(all)).toEqual([
    "all that is left of it",
    "2,856.00 EUR were paid too much then",
  ]);
  expect(await taken("c1", { ...all, reason: null })).toMatchObject({
    left: "0.00 EUR",
    open: "-2856.00 EUR",
    refund: "2856.00 EUR",
  });
});

test("an invoice that went out as data is credited as data, and names what it corrects", async () => {
  const { sent, taken, root } = await books({}, { ...company.details, ...reached });
  const known = {
    name: "Nordlicht Coffee",
    address: ["Speicherstr. 8", "20457 Hamburg"],
    country: "DE",
    email: "ana@nordlicht.example",
    reference: "PO-7",
  };
  await sent("i1", { ...issueArgs, client: { ...known, einvoice: "xrechnung" } });
  const credited = await taken("c1", { ...part, client: known });
  expect(credited).toMatchObject({ einvoice: "xrechnung" });
  const xml = await readFile(path.join(root, "books/invoices/2026-002.xml"), "utf8");
  expect(xml).toContain("<ram:TypeCode>381</ram:TypeCode>");
  expect(xml).toMatch(
    /<ram:InvoiceReferencedDocument>\s*<ram:IssuerAssignedID>2026-001<[^]*20260602</,
  );
  expect(xml).toContain("<ram:GrandTotalAmount>1000.00</ram:GrandTotalAmount>");
  await expect(taken("c2", { ...part, occasion: "b", client })).rejects.toMatchObject({
    ...refused,
    message: expect.stringContaining("the client's country is not known"),
  });
  expect(
    await taken("c3", { ...part, occasion: "c", client: { ...client, einvoice: "none" } }),
  ).toMatchObject({ einvoice: "none", number: "2026-003" });
});

test("what is voided after a part was credited is what is left, once; a voided invoice is not credited", async () => {
  const { sent, taken, issue, files, text } = await books();
  const first = await sent("i1");
  await taken("c1", part);
  const rest = await issue.compensate?.(first.request, first.result, files);
  expect(rest).toMatchObject({ invoice: "2026-001", pdf: { name: "2026-001-CN.pdf" } });
  expect(await text()).toMatch(/\(2026-001-CN\)[^]*assets:receivable {2}-1856\.00 EUR/);
  const before = await text();
  expect(await issue.compensate?.(first.request, first.result, files)).toEqual(rest);
  expect(await text()).toBe(before);
  expect(await issue.findCompensation?.(first.request, first.result, files)).toMatchObject({
    found: true,
  });

  const whole = await sent("i3", { ...issueArgs, kind: "other" });
  const credited = textOf(whole.result["number"]);
  await taken("c3", { ...all, invoice: credited });
  const none = await issue.compensate?.(whole.request, whole.result, files);
  expect(none).toMatchObject({ invoice: credited });

  const { request, result } = await sent("i2", { ...issueArgs, kind: "final" });
  await issue.compensate?.(request, result, files);
  const number = result["number"] ?? "";
  await expect(taken("c2", { ...all, invoice: number })).rejects.toThrow("nothing of it is left");
});

test("an unknown invoice, or one by hand, is for a person", async () => {
  const { sent, taken, journal, text } = await books();
  await expect(taken("c1", part)).rejects.toThrow("the books hold no such invoice");
  await sent("i1");
  await writeFile(journal, (await text()).replace("rate: 19", "rate: 1 9"));
  await expect(taken("c1", part)).rejects.toThrow("does not tell its VAT");
});

test("arguments are checked before it is proposed, and the occasion is named", async () => {
  const { credit } = await books();
  const said = (more: object) =>
    JSON.stringify(credit.input.safeParse({ ...part, ...more }).error?.issues);
  expect(said({ refund: { iban: "AT611904300234573202" } })).toContain("check digits");
  expect(said({ lines: [{ text: "A", price: "1.00 EUR" }] })).toContain(
    "either an amount or lines",
  );
  expect(said({ amount: undefined, lines: [{ text: "A", price: "-1.00 EUR" }] })).toContain(
    "more than zero",
  );
  expect(credit.businessKey?.(part)).toBe("credit/2026-001/second-shop");
  expect(credit.amount?.(part)).toBe("1000.00 EUR");
  expect(credit.preview(part).line).toBe("Credit note for invoice 2026-001: 1,000.00 EUR");
  expect(credit.undo).toBeNull();
});

test.skipIf(!pdftotext)("its document names what it corrects (needs pdftotext)", async () => {
  const { sent, taken, credit, files } = await books();
  await sent("i1");
  const draft = await credit.draft?.(part, files);
  const drawn = files.blobs.get(draft?.digest ?? "") ?? new Uint8Array();
  expect(await scanned(drawn)).toMatch(/Credit note(?! 2026)[^]*\u22121,000\.00 EUR/);
  const { pdf } = await taken("c1", part);
  const text = await scanned(
    files.blobs.get((pdf as { digest: string }).digest) ?? new Uint8Array(),
  );
  for (const words of [
    "Credit note 2026-002",
    "This corrects invoice 2026-001",
    "\u22121,000.00 EUR",
    "One sign less.",
  ]) {
    expect(text).toContain(words);
  }
});

test.skipIf(!pdftotext)(
  "what was paid comes back on its document only where it goes to an account (needs pdftotext)",
  async () => {
    const refund = { iban: "AT611904300234573201" };
    for (const [given, back] of [
      [all, false],
      [{ ...all, refund }, true],
    ] as const) {
      const { sent, pay, taken, files } = await books();
      await sent("i1");
      const paid = { invoice: "2026-001", amount: "2856.00 EUR", date: "2026-06-05", line: "b1" };
      await pay("p1", paid);
      const { pdf } = await taken("c1", given);
      const { digest } = pdf as { digest: string };
      const text = await scanned(files.blobs.get(digest) ?? new Uint8Array());
      expect(text).toContain("Nothing is to be paid for it.");
      expect(/\bback\b/.test(text)).toBe(back);
    }
  },
);

test.skipIf(!hledger)("hledger balances a credited invoice, strictly (needs hledger)", async () => {
  const { sent, taken, journal } = await books({
    exchange: { USD: { rate: "0.9234", date: "2026-06-01" } },
  });
  await sent("i1", { ...issueArgs, amount: "1000.00 USD" });
  const credited = await taken("c1", { ...part, amount: "595.00 USD" });
  expect(credited).toMatchObject({ vat: "95.00 USD" });
  await taken("c2", { ...all, occasion: "rest" });
  const check = spawnSync("hledger", ["check", "--strict", "-f", journal], { encoding: "utf8" });
  expect(check).toMatchObject({ status: 0, stderr: "" });
  const balance = spawnSync("hledger", ["balance", "-f", journal], { encoding: "utf8" });
  expect(balance.stdout).toMatch(/^-+\n\s+0\s*$/);
});
