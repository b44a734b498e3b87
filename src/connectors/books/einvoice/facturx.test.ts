import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { detached, pdfdetach, pdfErrors, qpdf } from "../../../../test/fixtures/e-invoice.ts";
import { creditFacts, issuedFacts, mixed } from "../../../../test/fixtures/issued.ts";
import { data } from "../document.ts";
import { builtIn, draw } from "../pdf.ts";
import { attached, mark } from "./facturx.ts";
import type { Issued } from "./ubl.ts";
import { write } from "./write.ts";

const at = Date.parse("2026-06-02T08:02:00Z");
const drawn = async (facts: Issued, template = builtIn) => {
  const xml = await write("factur-x", facts);
  return { xml, pdf: await draw(template, data(facts), at, xml) };
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "facturx-"));
});
afterEach(async () => rm(folder, { recursive: true }));

test("FX1: the same invoice is the same bytes, whose beginning is the drawn document", async () => {
  const { pdf, xml } = await drawn(issuedFacts(mixed));
  expect(Buffer.compare(pdf, (await drawn(issuedFacts(mixed))).pdf)).toBe(0);
  const text = Buffer.from(pdf).toString("latin1");
  expect(text.match(/%%EOF/g)).toHaveLength(2);
  expect(text).toContain("<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>");
  expect(text).toMatch(/\/AFRelationship \/Alternative/);
  expect(xml).toContain("urn:cen.eu:en16931:2017");
});

test.skipIf(!qpdf)("its structure is sound (needs qpdf)", async () => {
  for (const facts of [issuedFacts(mixed, "de"), creditFacts()]) {
    expect(await pdfErrors((await drawn(facts)).pdf)).toBe("");
  }
});

test.skipIf(!pdfdetach)("a reader finds the invoice in it (needs pdfdetach)", async () => {
  const { pdf, xml } = await drawn(issuedFacts());
  expect(await detached(pdf, attached)).toBe(xml);
});

test("PD5: a template of her own carries it without knowing, whatever it ends with", async () => {
  const source = '#set document(title: "Mine")\nMine // the end';
  await writeFile(path.join(folder, "invoice.typ"), source);
  const { pdf } = await drawn(issuedFacts(), { folder, file: "invoice.typ" });
  expect(Buffer.from(pdf).toString("latin1")).toContain(attached);
});

test("PD5: a template that swallows it is an error, not an invoice without data", async () => {
  await writeFile(path.join(folder, "invoice.typ"), "Mine /* and no end");
  await expect(drawn(issuedFacts(), { folder, file: "invoice.typ" })).rejects.toMatchObject({
    name: "ConnectorError",
    happened: "no",
    message: expect.stringContaining("cannot carry an e-invoice: the invoice is not embedded"),
  });
});

test("FX2: a PDF that is written otherwise is refused", () => {
  expect(() => mark(Buffer.from("%PDF-1.7 /EmbeddedFile"))).toThrow("not written as typst writes");
});
