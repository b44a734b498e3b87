import { expect, test } from "vitest";
import {
  brokenRules,
  hasSchematron,
  schemaErrors,
  texts,
  xmllint,
} from "../../../../test/fixtures/e-invoice.ts";
import {
  abroad,
  args,
  creditFacts,
  issuedFacts,
  mixed,
  studio,
} from "../../../../test/fixtures/issued.ts";
import type { Issued } from "./ubl.ts";
import { write } from "./write.ts";

const swiss = {
  client: { name: "Zürich Bakery", address: ["Seestr. 1", "8002 Zürich"], country: "CH" },
};
const authority = { client: { ...args.client, reference: "04011000-1234512345-06" } };
const documents: [string, Issued][] = [
  ["an invoice", issuedFacts()],
  ["several rates, an exemption and a deduction", issuedFacts(mixed)],
  ["reverse charge", issuedFacts(abroad)],
  ["outside the scope of VAT", issuedFacts(swiss)],
  [
    "outside the scope, by a seller without a tax number",
    { ...issuedFacts(swiss), sender: { ...studio, taxNumber: null } },
  ],
  ["an export outside the Union", issuedFacts({ ...swiss, vat: "zero" })],
  ["a rate of zero at home", issuedFacts({ vat: "zero" })],
  ["a seller without a VAT ID", { ...issuedFacts(), sender: { ...studio, vatId: null } }],
  ["a currency without cents, VAT in euros beside it", issuedFacts({ amount: "120001 JPY" })],
  [
    "what was kept of earlier invoices",
    issuedFacts({ kept: [{ invoice: "2026-009", amount: "300.00 EUR" }] }),
  ],
  ["a credit note", creditFacts()],
  ["a credit note over several rates", creditFacts(mixed)],
];

test.skipIf(!xmllint).each(documents)(
  "its XML Schema accepts %s (needs xmllint)",
  async (_, facts) => {
    expect(await schemaErrors(await write("factur-x", facts))).toBe("");
  },
);

test.skipIf(!hasSchematron)(
  "EN 16931's business rules hold (needs EN16931_SCHEMATRON, a path)",
  { timeout: 300_000 },
  async () => {
    // Each takes seconds: those that say most.
    const telling = documents.filter(([name]) => /several|outside|cents|zero/.test(name));
    for (const [name, facts] of telling) {
      expect([name, await brokenRules(await write("factur-x", facts))]).toEqual([name, []]);
    }
    const wrong = (await write("factur-x", issuedFacts())).replace(
      /(<ram:DuePayableAmount>)2856.00/,
      "$12855.00",
    );
    expect((await brokenRules(wrong)).join()).toContain("BR-CO-16");
  },
);

test.each(documents)("the figures add up in the XML of %s", async (_, facts) => {
  const xml = await write("factur-x", facts);
  const figures = (element: string) => texts(xml, element).map(Number);
  const total = (list: readonly number[]) => Number(list.reduce((a, b) => a + b, 0).toFixed(2));
  const [net = 0] = figures("TaxBasisTotalAmount");
  const [vat = 0, home] = figures("TaxTotalAmount");
  expect(total(figures("LineTotalAmount").slice(0, -1))).toBe(net);
  expect(total(figures("BasisAmount"))).toBe(net);
  expect(total(figures("CalculatedAmount"))).toBe(vat);
  expect(figures("GrandTotalAmount")).toEqual([total([net, vat])]);
  const [paid = 0] = figures("TotalPrepaidAmount");
  expect(paid).toBe(facts.args.kept === undefined ? 0 : 300);
  expect(figures("DuePayableAmount")).toEqual([total([net, vat, -paid])]);
  expect(home).toBe(facts.invoice.home === null ? undefined : 139.08);
});

test("EW1: the same facts give the same bytes", async () => {
  expect(await write("factur-x", issuedFacts(mixed))).toBe(
    await write("factur-x", issuedFacts(mixed)),
  );
});

test("EW3: a credit note says which invoice it cancels, and of which day", async () => {
  const xml = await write("factur-x", creditFacts());
  expect(texts(xml, "TypeCode")[0]).toBe("381");
  expect(texts(xml, "IssuerAssignedID")).toEqual(["2026-011"]);
  expect(xml).toContain('<qdt:DateTimeString format="102">20260602</qdt:DateTimeString>');
});

test("an XRechnung bears the buyer's reference and its own guideline", async () => {
  const xml = await write("xrechnung", issuedFacts(authority));
  expect(texts(xml, "BuyerReference")).toEqual(["04011000-1234512345-06"]);
  expect(texts(xml, "ID")[1]).toContain("xrechnung");
});

test("abroad the seller is known by the tax number, else by the VAT ID, which is not named as one", async () => {
  const known = (xml: string) => {
    const party = /<ram:SellerTradeParty>.*?<\/ram:SellerTradeParty>/s.exec(xml)?.[0] ?? "";
    return [texts(party, "ID")[0], party.includes('schemeID="VA"')];
  };
  const facts = issuedFacts(swiss);
  expect(known(await write("factur-x", facts))).toEqual(["41/123/45678", false]);
  const without = { ...facts, sender: { ...studio, taxNumber: null } };
  expect(known(await write("factur-x", without))).toEqual(["DE123456789", false]);
});

test("UB3: what leaves the Union at a rate of zero is an export", async () => {
  const codes = async (more: object) =>
    texts(await write("factur-x", issuedFacts({ vat: "zero", ...more })), "CategoryCode");
  expect(await codes(swiss)).toEqual(["G", "G"]);
  expect(await codes({})).toEqual(["Z", "Z"]);
});

test("UB1: figures that do not add up are no e-invoice", async () => {
  const facts = issuedFacts();
  const gross = { minor: facts.invoice.gross.minor - 1, currency: "EUR" };
  const wrong = { ...facts, invoice: { ...facts.invoice, gross } };
  await expect(write("factur-x", wrong)).rejects.toMatchObject({
    happened: "no",
    failure: "semantic",
    message: 'Cannot write the e-invoice of "2026-011": the figures of the invoice do not add up',
  });
});

test("what the standard does not know is refused, and named", async () => {
  const facts = issuedFacts();
  const client = { ...args.client, country: "QQ" };
  await expect(write("factur-x", { ...facts, args: { ...args, client } })).rejects.toThrow(
    /Country/,
  );
});
