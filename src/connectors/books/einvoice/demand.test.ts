import { expect, test } from "vitest";
import { args, issuedFacts, mixed, studio, terms } from "../../../../test/fixtures/issued.ts";
import type { IssueArgs } from "../args.ts";
import { compute } from "../invoice.ts";
import type { Sender } from "../sender.ts";
import { missing } from "./demand.ts";

const demanded = (
  more: Partial<IssueArgs>,
  as: "factur-x" | "xrechnung" = "factur-x",
  own: Partial<Sender> = {},
) => {
  const given = { ...args, ...more };
  const known = { ...terms, exchange: { KWD: { rate: "2.8", date: "2026-05-31" } } };
  return missing(as, given, compute(given, known, "2026-06-02"), { ...studio, ...own });
};
const client = { ...args.client, reference: "04011000-1234512345-06" };

test("ED1: an invoice that says everything lacks nothing", () => {
  expect(demanded({})).toBeNull();
  expect(demanded(mixed)).toBeNull();
  expect(demanded({ client }, "xrechnung")).toBeNull();
  expect(missing("none", args, issuedFacts().invoice, { ...studio, vatId: null })).toBeNull();
});

test.each<[string, Partial<IssueArgs>, string]>([
  ["a currency with three decimals", { amount: "1.250 KWD" }, "KWD has 3"],
  ["a control character", { note: "Thank\u0007 you" }, "control character"],
  ["half a letter", { text: "Sign \ud83d" }, "control character"],
  ["no country", { client: { name: "A" }, vat: "standard" }, "country is not known"],
  [
    "outside the scope beside VAT",
    {
      amount: undefined,
      lines: [
        { text: "A", price: "1.00 EUR" },
        { text: "B", price: "1.00 EUR", vat: "outside" },
      ],
    },
    "write two invoices",
  ],
])("ED1: %s is told before a number is taken", (_, more, words) => {
  expect(demanded(more)).toContain(words);
});

test.each<[Partial<IssueArgs["client"]>, Partial<Sender>, string]>([
  [{ reference: undefined }, {}, "the buyer's reference"],
  [{ reference: "04011000-1234512345-07" }, {}, "check digits"],
  [{ email: undefined }, {}, '"email"'],
  [{ address: ["Hamburg"] }, {}, "the client's postcode"],
  [{}, { lines: ["Hamburg"] }, "your postcode"],
  [{}, { phone: null }, '"phone"'],
])("an XRechnung asks for more: %j %j", (more, own, words) => {
  expect(demanded({ client: { ...client, ...more } }, "xrechnung", own)).toContain(words);
});

test("who has no VAT ID names a tax number", () => {
  expect(demanded({}, "factur-x", { vatId: null })).toBeNull();
  expect(demanded({}, "factur-x", { vatId: null, taxNumber: null })).toContain("taxNumber");
});

test("an invoice abroad needs no tax number beside a VAT ID", () => {
  const swiss = { name: "Zürich Bakery", country: "CH" };
  expect(demanded({ client: swiss }, "factur-x", { taxNumber: null })).toBeNull();
  expect(demanded({ client: swiss }, "factur-x", { vatId: null })).toBeNull();
});
