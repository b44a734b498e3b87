import { expect, test } from "vitest";
import { compile } from "./cel.ts";
import { matches } from "./functions.ts";

const value = (source: string) => compile(source).evaluate({}).value;

test.each([
  ["plus('1.00 EUR', '2.50 EUR')", "3.50 EUR"],
  ["minus('1.00 EUR', '2.50 EUR')", "-1.50 EUR"],
  ["percent('2400.00 EUR', 19)", "456.00 EUR"],
  ["percent('100.00 EUR', 8.1)", "8.10 EUR"],
  ["compare_money('1.00 EUR', '2.00 EUR') < 0", true],
  ["positive_amount('1000.00 EUR') && positive_amount('100000 JPY')", true],
  ["positive_amount('abc') || positive_amount('1.000,00 EUR') || positive_amount(1000)", false],
  ["positive_amount('-5.00 EUR') || positive_amount('0.00 EUR')", false],
  ["positive_amount('5.00 EUX') || positive_amount('5.001 EUR')", false],
  ["date_add('2026-06-01', 'P14D')", "2026-06-15"],
  ["days_between('2026-06-01', '2026-06-15') == 14", true],
  ["month_end('2026-02-03')", "2026-02-28"],
  ["month_end('2028-02-29T23:30:00Z')", "2028-02-29"],
  ["written('2026-07', 'en') + ', ' + written('2026-03', 'de')", "July 2026, März 2026"],
  ["written('2026-13', 'en')", "2026-13"],
  ["lower('ÄB') + upper('äb') + trim(' c ')", "äbÄBc"],
  ["plain('The  Cheapest').contains(plain(' the cheapest'))", true],
  ["answer_title('Prices') + answer_title('AW: Prices')", "Re: PricesAW: Prices"],
  ["join(['a', 1, 1.5, true, null], ', ')", "a, 1, 1.5, true"],
  ["first([7, 8])", 7],
  ["first([])", null],
  ["matches('Hello', '(?i)^h')", true],
  ["default([], 'none')", "none"],
])("%s is %j", (source, expected) => expect(value(source)).toEqual(expected));

test.each([
  ["plus('1.00 EUR', '1.00 USD')", "different currencies"],
  ["percent('1,00 EUR', 19)", 'cannot read "1,00 EUR" as an amount'],
  ["date_add('2026-06-01', 'P1M')", "months and years have no fixed length"],
  ["join([[1]], ', ')", "join() takes a list of texts"],
])("%s says what is wrong", (source, why) => expect(() => value(source)).toThrow(why));

test("a pattern is read once and searched often", () => {
  for (const text of ["invoice 7", "invoice 8"]) expect(matches(text, "^invoice \\d$")).toBe(true);
});

test("amounts and days are written as people read them, anything else is left alone", () => {
  const written = (text: string, locale: string) =>
    compile(`written("${text}", "${locale}")`).evaluate({}).value;
  expect(written("2856.00 EUR", "en")).toBe("2,856.00 EUR");
  expect(written("2856.00 EUR", "de")).toBe("2.856,00 EUR");
  expect(written("2026-07-15", "en")).toBe("15 July 2026");
  expect(written("5 EUR", "en")).toBe("5.00 EUR");
  for (const text of ["soon", "about 5.00 EUR", "5.00 EUROS"]) {
    expect(written(text, "de")).toBe(text);
  }
});

test("a payment is compared with an invoice by the fields that fit is judged by", () => {
  const event = { amount: "1.00 EUR", reference: "2026-012", counterparty: "Ana" };
  const invoice = { number: "2026-012", open: "1.00 EUR", reference: "RF722026012", name: "Ana" };
  const fit = (more: object, of: Record<string, string>) =>
    compile("payment_fit(event, invoice)").evaluate({
      event: { value: { ...event, ...more }, labels: {} },
      invoice: { value: of, labels: {} },
    }).value;
  expect(fit({ structuredReference: null }, invoice)).toBe("number");
  expect(fit({ structuredReference: "RF722026012" }, invoice)).toBe("reference");
  expect(fit({}, invoice)).toBe("number");
  expect(() => fit({}, {})).toThrow('payment_fit() needs text in "number"');
});
