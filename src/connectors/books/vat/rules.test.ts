import { expect, test } from "vitest";
import { type Buyer, rule, type Sold, taxOf, type VatTerms } from "./rules.ts";

const rules = [
  { when: { supply: "teaching" }, charge: "exempt", because: "Exempt, § 4 No. 21 UStG" },
  { when: { country: "home", supply: ["books", "prints"] }, charge: "reduced" },
  { when: { country: "home" }, charge: "standard" },
  { when: { country: "eu", vatId: true }, charge: "reverse" },
  { when: { country: "eu" }, charge: "standard" },
  { when: { country: "CH", supply: "goods" }, charge: "zero" },
  { when: { country: "abroad" }, charge: "outside", because: "Not taxable in Germany" },
].map((given) => rule.parse(given));
const terms: VatTerms = { rate: 19, reduced: 7, home: "DE", rules };
const of = (buyer: Buyer, sold: Sold = {}, more: Partial<VatTerms> = {}) => {
  const answer = taxOf(sold, buyer, { ...terms, ...more });
  return "tax" in answer ? [answer.tax.treatment, answer.tax.rate] : answer.problem;
};

test.each<[string, Buyer, Sold, [string, number]]>([
  ["at home", { country: "DE" }, {}, ["standard", 19]],
  ["by the VAT ID alone", { vatId: " de 123456789" }, {}, ["standard", 19]],
  ["a book at home", { country: "DE" }, { supply: "books" }, ["reduced", 7]],
  ["a company elsewhere in the EU", { country: "FR", vatId: "FR1" }, {}, ["reverse", 0]],
  ["a person elsewhere in the EU", { country: "FR" }, {}, ["standard", 19]],
  ["goods to Switzerland", { country: "CH" }, { supply: "goods" }, ["zero", 0]],
  ["outside the EU", { country: "US" }, {}, ["outside", 0]],
  ["lessons to anybody", {}, { supply: "teaching" }, ["exempt", 0]],
  ["Greece, whose VAT IDs begin with EL", { country: "GR", vatId: "EL1" }, {}, ["reverse", 0]],
])("VR1: the first rule that fits decides: %s", (_, buyer, sold, expected) => {
  expect(of(buyer, sold)).toEqual(expected);
});

test("VR1: what the line says stands, and without rules the standard rate", () => {
  expect(of({ country: "US" }, { vat: "reduced" })).toEqual(["reduced", 7]);
  expect(of({}, {}, { rules: [] })).toEqual(["standard", 19]);
  expect(of({}, {}, { rules: [], rate: 0 })).toEqual(["none", 0]);
});

test("VR2: an unknown country is asked for, and so is what no rule fits", () => {
  expect(of({})).toContain("the client's country is not known");
  expect(of({ country: "US" }, {}, { rules: rules.slice(0, 2) })).toContain(
    "no rule under vat fits",
  );
});

test("VR2: who has no VAT ID may be a business or a private person: that is asked, where a rule asks for it", () => {
  const own = [
    { when: { country: "eu", vatId: true }, charge: "reverse" },
    { when: { country: "eu", private: true }, charge: "standard" },
    { when: { country: "abroad" }, charge: "outside" },
  ].map((given) => rule.parse(given));
  const by = (buyer: Buyer) => of(buyer, {}, { rules: own });
  expect(by({ country: "FR" })).toContain("it is not known whether the client is a business");
  expect(by({ country: "FR", private: true })).toEqual(["standard", 19]);
  expect(by({ country: "FR", private: false })).toContain("no rule under vat fits");
  expect(by({ country: "FR", vatId: "FR1", private: true })).toEqual(["reverse", 0]);
  expect(by({ country: "US" })).toEqual(["outside", 0]);
});

test("VR3: a client in two regimes is asked about, where the regimes differ", () => {
  expect(of({ country: "DE", vatId: "ATU12345678" })).toBe(
    'the client stands in two tax regimes: 19 % VAT by the country DE, reverse charge by the VAT ID of AT; say which with "vat", or correct the client\'s country or VAT ID',
  );
  expect(of({ country: "GB", vatId: "XI123" })).toEqual(["outside", 0]);
  expect(of({ country: "FR", vatId: "ATU12345678" })).toEqual(["reverse", 0]);
  expect(of({ country: "DE", vatId: "ATU12345678" }, { vat: "reverse" })).toEqual(["reverse", 0]);
});

test("VR4: what cannot be charged says what is missing", () => {
  expect(of({}, { vat: "exempt" }, { rules: [] })).toContain("must say why");
  expect(of({}, { vat: "reduced" }, { reduced: undefined })).toContain("no reduced rate is set");
  expect(of({}, { vat: "reverse" })).toContain("VAT ID");
  expect(taxOf({ vat: "exempt" }, {}, terms)).toMatchObject({
    tax: { reason: "Exempt, § 4 No. 21 UStG" },
  });
});

test.each([
  [{ when: { country: "Germany" }, charge: "standard" }, 'like \\"FR\\"'],
  [{ when: { supply: "Books!" }, charge: "reduced" }, 'like \\"books\\"'],
  [{ charge: "half" }, "reduced"],
])("a rule is refused with a remedy: %j", (given, words) => {
  expect(JSON.stringify(rule.safeParse(given).error?.issues)).toContain(words);
});
