import { expect, test } from "vitest";
import { bankFile, billed } from "./bank-file.ts";

const invoice = { number: "2026-011", reference: "RF812026011", gross: "12856.50 EUR" };

test("a payment is a line as a German bank writes it, below what stands there anyway", () => {
  const lines = "Buchungstag;Betrag\r\n01.06.2026;1,00\r\n";
  expect(bankFile(lines, [{ name: "Nordlicht Coffee", on: "2026-06-05", invoice }])).toBe(
    "Buchungstag;Betrag\n01.06.2026;1,00\n" +
      "05.06.2026;05.06.2026;Nordlicht Coffee;;RF812026011 2026-011;12.856,50;EUR\n",
  );
});

test("a part is a line of its own amount, and a line that the bank repeats stands there again", () => {
  const paid = { name: "n", on: "2026-06-05", invoice, amount: "300.00 EUR", times: 2 };
  const [, first, second] = bankFile(null, [paid]).split("\n");
  expect(first).toContain(";300,00;EUR");
  expect(second).toBe(first);
});

test("without other lines it has a header of its own", () => {
  expect(bankFile(null, []).split(";")[0]).toBe("Buchungstag");
});

test("an amount in a currency without cents has none", () => {
  const yen = { ...invoice, gross: "1200 JPY" };
  expect(bankFile("h", [{ name: "n", on: "2026-06-05", invoice: yen }])).toContain(";1.200;JPY\n");
});

test("only what has number, reference and gross is an invoice", () => {
  expect(billed({ ...invoice, net: "1.00 EUR" })).toEqual(invoice);
  for (const other of [null, "x", { number: "2026-011" }, { ...invoice, gross: 1 }]) {
    expect(billed(other)).toBeNull();
  }
});
