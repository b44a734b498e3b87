import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as reference from "../../value/creditor-reference.ts";
import type { IssueArgs } from "./args.ts";
import { data, type Facts } from "./document.ts";
import { compute } from "./invoice.ts";
import { locale } from "../../value/locale.ts";
import { builtIn, choose, draw, type Template } from "./pdf.ts";
import { sender } from "./sender.ts";
import { painted, pdftoppm, pdftotext, scanned } from "../../../test/fixtures/pdf-eyes.ts";

const at = Date.parse("2026-06-02T08:02:00Z");
const company = {
  name: "Studio Marlow",
  details: {
    address: "Torstraße 140, 10119 Berlin",
    email: "hello@studio-marlow.example",
    vatId: "DE123456789",
    iban: "DE89 3704 0044 0532 0130 00",
  },
};
const args: IssueArgs = {
  kind: "deposit",
  engagement: "e17",
  client: { name: "Nordlicht Coffee GmbH", address: ["Speicherstraße 8", "20457 Hamburg"] },
  amount: "2400.00 EUR",
  text: "Deposit, 50 %",
};

function facts(more: Partial<IssueArgs> = {}, tag = "en", rate = 19): Facts {
  const given = { ...args, ...more };
  return {
    args: given,
    invoice: compute(given, { rate, dueDays: 14 }, "2026-06-02"),
    sender: sender(company),
    vatNote: "No VAT is charged (small business, § 19 UStG).",
    locale: locale(tag),
    document: "invoice",
    number: "2026-011",
    reference: reference.make("2026-011"),
  };
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "invoice-"));
});
afterEach(async () => rm(folder, { recursive: true }));

async function own(source: string): Promise<Template> {
  await writeFile(path.join(folder, "invoice.typ"), source);
  return { folder, file: "invoice.typ" };
}

test("PD1: the same invoice is the same bytes", async () => {
  const bytes = await draw(builtIn, data(facts()), at);
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe("%PDF-");
  expect(Buffer.compare(bytes, await draw(builtIn, data(facts()), at))).toBe(0);
});

test("PD1: a template that names no date bears the time of the act, never the clock's", async () => {
  const plain = await own("Invoice");
  const bytes = await draw(plain, {}, at);
  expect(Buffer.compare(bytes, await draw(plain, {}, at))).toBe(0);
  expect(Buffer.compare(bytes, await draw(plain, {}, at + 86_400_000))).not.toBe(0);
});

test.skipIf(!pdftotext)("it says what an invoice must say (needs pdftotext)", async () => {
  const text = await scanned(await draw(builtIn, data(facts()), at));
  for (const part of [
    "Deposit invoice 2026-011",
    "2 June 2026",
    "16 June 2026",
    "Nordlicht Coffee GmbH",
    "Speicherstraße 8",
    "2,400.00",
    "VAT 19 %",
    "456.00",
    "2,856.00 EUR",
    "DE89 3704 0044 0532 0130 00",
    reference.groups(reference.make("2026-011")),
    "VAT ID DE123456789",
  ]) {
    expect(text).toContain(part);
  }
});

test.skipIf(!pdftotext)("it speaks German where the company does (needs pdftotext)", async () => {
  const text = await scanned(await draw(builtIn, data(facts({ kind: "retainer" }, "de")), at));
  for (const part of ["Rechnung 2026-011", "2. Juni 2026", "USt. 19 %", "2.856,00 EUR"]) {
    expect(text).toContain(part);
  }
});

test.skipIf(!pdftotext)(
  "it names the owner, and when the service is (needs pdftotext)",
  async () => {
    const text = async (more: Partial<IssueArgs>, tag: string, owner: string) => {
      const own = { ...company, details: { ...company.details, owner } };
      return scanned(await draw(builtIn, data({ ...facts(more, tag), sender: sender(own) }), at));
    };
    const english = await text({}, "en", "Clara Marlow");
    expect(english.match(/Clara Marlow/g)).toHaveLength(3);
    expect(english).toContain("Payment in advance; the service follows.");
    const german = await text({}, "de", "Studio Marlow");
    expect(german).toContain("Vorauszahlung; die Leistung folgt.");
    expect(german.match(/Studio Marlow\s+·\s+Studio Marlow/)).toBeNull();
    const service = { from: "2026-05-01", to: "2026-05-31" };
    const served = await text({ service }, "en", "Clara Marlow");
    expect(served).toContain("1 May 2026 – 31 May 2026");
    expect(served).not.toContain("Payment in advance");
  },
);

test.skipIf(!pdftotext)("reverse charge and no VAT say why (needs pdftotext)", async () => {
  const reverse = facts({ vat: "reverse", client: { name: "Åre AB", vatId: "SE556677889901" } });
  expect(await scanned(await draw(builtIn, data(reverse), at))).toContain("Reverse charge");
  const small = await scanned(await draw(builtIn, data(facts({}, "en", 0)), at));
  expect(small).toContain("§ 19 UStG");
  expect(small).not.toContain("VAT 19 %");
});

test.skipIf(!pdftotext)("a currency without cents shows none (needs pdftotext)", async () => {
  const text = await scanned(await draw(builtIn, data(facts({ amount: "120000 JPY" })), at));
  expect(text).toContain("142,800 JPY");
  expect(text).not.toContain("Scan to pay");
});

test.skipIf(!pdftotext)("PD2: a client's text is only ever text (needs pdftotext)", async () => {
  const names = ['#import "x.typ": *', "$x^2$ *bold* _it_", "= Title \\ // no comment", "@ref <l>"];
  const client = { name: names[0] ?? "", address: names.slice(1) };
  const note = '#read("/etc/passwd") #panic("x") ]]} \\u{41}';
  const text = await scanned(await draw(builtIn, data(facts({ client, note })), at));
  for (const part of [...names, note]) expect(text).toContain(part);
});

test("PD3: a name that no font can show is an error for a person, not a row of boxes", async () => {
  // A private-use letter, which no machine's fonts have.
  const client = { name: "Name \u{10FFFD}" };
  await expect(draw(builtIn, data(facts({ client })), at)).rejects.toMatchObject({
    name: "ConnectorError",
    happened: "no",
    failure: "semantic",
    message: expect.stringContaining("templates/fonts"),
  });
});

test.each([
  ["= Invoice\n\n#data.nothing(", 3, "unclosed delimiter"],
  ["= Invoice\n#let d = json(bytes(sys.inputs.data))\n\n#d.colour", 4, "colour"],
])("a mistake in the template names file and line: %j", async (source, line, words) => {
  await expect(draw(await own(source), data(facts()), at)).rejects.toMatchObject({
    happened: "no",
    failure: "deterministic",
    message: expect.stringMatching(new RegExp(`invoice\\.typ", line ${line} says: .*${words}`)),
  });
});

test("a mended template is seen at once", async () => {
  const broken = await own("#oops");
  await expect(draw(broken, data(facts()), at)).rejects.toThrow("unknown variable: oops");
  const bytes = await draw(await own('#"fine"'), data(facts()), at);
  expect(bytes.length).toBeGreaterThan(500);
});

test("PD4: a template neither reads outside its folder nor loads packages", async () => {
  await expect(draw(await own('#read("/../secret")'), {}, at)).rejects.toThrow("access denied");
  await expect(draw(await own('\n#import "@preview/x:1.0.0"'), {}, at)).rejects.toThrow(
    "line 2 imports a package from the network",
  );
});

test("the workspace's own template is used where there is one, and a named one must exist", async () => {
  expect(choose(folder, "invoice.typ")).toBe(builtIn);
  await cp(builtIn.folder, path.join(folder, "templates"), { recursive: true });
  expect(choose(folder, "invoice.typ").folder).toBe(path.join(folder, "templates"));
  await expect(draw(choose(folder, "fancy.typ"), {}, at)).rejects.toThrow(
    `fancy.typ" cannot be read`,
  );
});

test("the example company's template is the built-in one", async () => {
  const example = new URL("../../../examples/studio/templates/invoice.typ", import.meta.url);
  expect(await readFile(example, "utf8")).toBe(
    await readFile(path.join(builtIn.folder, builtIn.file), "utf8"),
  );
});

test.skipIf(!pdftoppm)("the printed code is the payment (needs pdftoppm)", async () => {
  const bytes = await draw(builtIn, data(facts()), at);
  expect((await painted(bytes)).qr?.split("\n").slice(5, 8)).toEqual([
    "Studio Marlow",
    "DE89370400440532013000",
    "EUR2856.00",
  ]);
});

test.skipIf(!pdftoppm || !pdftotext)(
  "what was kept is taken off, and nobody is asked for it (needs pdftoppm, pdftotext)",
  async () => {
    const part = await draw(
      builtIn,
      data(facts({ kept: [{ invoice: "2026-009", amount: "300.00 EUR" }] })),
      at,
    );
    expect((await painted(part)).qr).toContain("EUR2556.00");
    expect(await scanned(part)).toMatch(/Paid already\s+−300\.00[^]*To be paid\s+2,556\.00 EUR/);
    const whole = await draw(
      builtIn,
      data(facts({ kept: [{ invoice: "2026-009", amount: "3000.00 EUR" }] })),
      at,
    );
    expect((await painted(whole)).qr).toBeNull();
    const text = await scanned(whole);
    expect(text).toMatch(/To be paid\s+0\.00 EUR/);
    expect(text).not.toMatch(/Please pay|Due|IBAN/);
  },
);

test.skipIf(!pdftoppm)("a draft has no code that could be paid (needs pdftoppm)", async () => {
  const { args, invoice, sender, vatNote, locale } = facts();
  const draft: Facts = { args, invoice, sender, vatNote, locale, document: "draft" };
  const bytes = await draw(builtIn, data(draft), at);
  expect((await painted(bytes)).qr).toBeNull();
});

test("ST2: the text that a run pinned is drawn, whatever the file says by now", async () => {
  const now = await own('#"as it is now"');
  const pinned = { ...now, source: '#"as it was pinned"' };
  expect(await scanned(await draw(pinned, data(facts()), at))).toContain("as it was pinned");
  expect(await scanned(await draw(now, data(facts()), at))).toContain("as it is now");
});
