import { inUnion } from "../../value/country.ts";
import { localeOf, usualRate } from "../country.ts";
import type { Founding } from "./founding.ts";
import { connector, quoted } from "./lines.ts";

/** Where the books lie, and how invoices are written. */
export function books({ country, lastInvoice, ...answers }: Founding): string {
  return connector("books", "books-journal", [
    `journal: books/main.journal`,
    `invoices: invoices`,
    `template: invoice.typ # how they look, in templates/`,
    ...vatOf(country, answers),
    `dueDays: 14`,
    ...seriesOf(lastInvoice),
  ]);
}

class RateUnknown extends Error {
  override readonly name = "RateUnknown";
  readonly code = "rate_unknown";
  constructor(country: string) {
    super(
      `Cannot set the VAT rate: the usual one of "${country}" is not known here; say yours with "--vat-rate", like 20`,
    );
  }
}

export function vatOf(
  country: string,
  { vat, vatRate: rate, vatNote: note }: Pick<Founding, "vat" | "vatRate" | "vatNote">,
): string[] {
  // An empty note prints none: the usual one is about small businesses, which this is not.
  if (vat === "none") {
    const why = note === "" ? ` # note: why, as it stands on invoices` : "";
    return [`vat: { rate: 0, note: ${quoted(note)} }${why}`];
  }
  if (vat === "small-business") {
    // What is printed without a note is in the language of the documents, with the law behind it.
    if (localeOf(country) === "de") return [`vat: { rate: 0 }`];
    return [`vat: { rate: 0, note: "No VAT is charged: small business" }`];
  }
  const charged = rate === "" ? usualRate(country) : rate;
  if (charged === null) throw new RateUnknown(country);
  return [
    `vat:`,
    `  rate: ${charged}`,
    `  # Who is charged what: the first that fits. Yours to change, see docs/invoices.md; where none fits, you are asked.`,
    `  rules:`,
    `    - { when: { country: home }, charge: standard }`,
    ...(inUnion(country)
      ? [
          `    - { when: { country: eu, vatId: true }, charge: reverse }`,
          `    - { when: { country: eu, private: true }, charge: standard }`,
          `    - { when: { country: abroad }, charge: outside }`,
        ]
      : []),
  ];
}

/** Numbers go on in the shape of the last one: "RE-2026-17" is "RE-YYYY-NN". */
export function seriesOf(last: string): string[] {
  const [, head = "", digits = ""] = /^(.*?)(\d+)$/u.exec(last) ?? [];
  if (digits === "") return [];
  const pattern = `${head.replace(/20\d\d/u, "YYYY")}${"N".repeat(digits.length)}`;
  return /^[A-Z0-9./_-]{0,20}N$/u.test(pattern)
    ? [`series: ${quoted(pattern)}`, `last: ${quoted(last)}`]
    : [`last: ${quoted(last)}`];
}
