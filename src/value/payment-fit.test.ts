import { expect, test } from "vitest";
import { type Claim, type Paid, paymentFit } from "./payment-fit.ts";

const claim: Claim = {
  number: "2026-012",
  open: "1190.00 EUR",
  reference: "RF722026012",
  name: "Nordlicht Coffee GmbH",
};
const paid: Paid = { amount: "1190.00 EUR", text: "", reference: null, payer: "Somebody" };

test.each<[string, Partial<Paid>, string]>([
  ["its reference", { reference: "RF722026012" }, "reference"],
  ["its reference, in part", { reference: "RF722026012", amount: "400.00 EUR" }, "reference"],
  ["number and amount", { text: "Rechnung 2026-012, danke" }, "number"],
  ["the number with another sign", { text: "RE2026/012" }, "number"],
  ["the number without a sign", { text: "invoice 2026012" }, "number"],
  ["the number within a longer one", { text: "92026-0123" }, "amount"],
  ["the number, another amount", { text: "2026-012", amount: "1000.00 EUR" }, "mention"],
  ["the number, another currency", { text: "2026-012", amount: "1190.00 USD" }, "mention"],
  ["name and amount", { payer: "NORDLICHT COFFEE" }, "name"],
  ["part of the name and amount", { payer: "Nordlicht GmbH" }, "name"],
  ["a legal form is no name", { payer: "GmbH & Co" }, "amount"],
  ["name, another amount", { payer: "Nordlicht Coffee", amount: "1.00 EUR" }, "payer"],
  ["only the amount", {}, "amount"],
  ["nothing", { amount: "5.00 EUR" }, ""],
])("%s", (_, more, fit) => expect(paymentFit({ ...paid, ...more }, claim)).toBe(fit));

test.each<[string, Partial<Paid>, string]>([
  ["another reference", { reference: "RF982026011", payer: "Nordlicht Coffee" }, "amount"],
  [
    "another reference beside our number",
    { reference: "RF982026011", text: "2026-012" },
    "mention",
  ],
  ["a mistyped reference", { text: "RF66 2026001", payer: "Nordlicht Coffee" }, "amount"],
  ["another number", { text: "Rechnung 2026-007", payer: "Nordlicht Coffee" }, "amount"],
  [
    "another number, and pays another amount",
    { text: "Rechnung 2026-007", payer: "Nordlicht Coffee", amount: "1.00 EUR" },
    "",
  ],
])("PF2: whoever names %s means that one", (_, more, fit) =>
  expect(paymentFit({ ...paid, ...more }, claim)).toBe(fit),
);

test("a number of few digits says nothing", () => {
  const short = { ...claim, number: "12" };
  expect(paymentFit({ ...paid, text: "invoice 12" }, short)).toBe("amount");
  expect(paymentFit({ ...paid, text: "invoice 12", payer: "Nordlicht" }, short)).toBe("name");
});

test("marks, case and ß make no other name", () => {
  const named = { ...claim, name: "Señal & Groß" };
  expect(paymentFit({ ...paid, payer: "SENAL GROSS" }, named)).toBe("name");
});
