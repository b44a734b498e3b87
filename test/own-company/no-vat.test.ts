import { expect, test } from "vitest";
import { parse } from "yaml";
import { company, settings } from "../fixtures/books.ts";
import { founding } from "../fakes/small-company.ts";
import type { Founding } from "../../src/workspace/starter/founding.ts";
import { starter } from "../../src/workspace/starter/starter.ts";
import { office } from "../../src/connectors/books/office.ts";
import { sender } from "../../src/connectors/books/sender.ts";
import { settings as contract } from "../../src/connectors/books/settings.ts";

/** What invoices of a company that init makes say where no VAT is charged. */
function printed(answers: Partial<Founding>, country = "DE"): string | null {
  const file = starter({ ...founding, ...answers })["connectors/books.yaml"] ?? "";
  const { vat } = parse(file) as { vat: object };
  const given = { ...company, locale: "de", details: { ...company.details, country } };
  const place = { workspace: "", root: "", company: given, now: () => 0, secret: () => "" };
  return office(contract.parse({ ...settings, vat }), place).vatNote(sender(given));
}

test("only a small business names the law of small businesses", () => {
  expect(printed({ vat: "small-business" })).toContain("§ 19 UStG");
  expect(printed({ vat: "small-business", country: "AT" }, "AT")).toBe(
    "Gemäß § 6 Abs. 1 Z 27 UStG wird keine Umsatzsteuer berechnet.",
  );
  expect(printed({ vat: "small-business", country: "CH" }, "CH")).toBe(
    "Es wird keine Umsatzsteuer berechnet.",
  );
  expect(printed({ vat: "none" })).toBe(null);
  const own = "Steuerfrei nach § 4 Nr. 21 UStG";
  expect(printed({ vat: "none", vatNote: own })).toBe(own);
});
