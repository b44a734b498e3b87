import { addressLines } from "../../value/address.ts";
import { minorDigits } from "../../value/currency.ts";
import type { Founding } from "./founding.ts";
import { linked, quoted } from "./lines.ts";

/** What holds for the whole company: mainstay.yaml. */
export function company(founding: Founding): string {
  const { name, country, currency, timeZone, locale, vat, vatId, address, iban, email } = founding;
  return linked(
    "mainstay",
    [
      `company:`,
      `  name: ${quoted(name)}`,
      `  currency: ${quoted(currency)}`,
      `  timeZone: ${quoted(timeZone)}`,
      `  locale: ${quoted(locale)}`,
      `  personas:`,
      `    # The name and address you write under: ${email === "" ? "change" : "check"} them before the first letter.`,
      `    me: { name: ${quoted(name)}, address: ${quoted(email === "" ? "me@example.invalid" : email)} }`,
      `  details:`,
      `    # What stands on letters and invoices. Add what is missing: owner, vatId, taxNumber, bic.`,
      ...(email === "" ? [] : [`    email: ${quoted(email)}`]),
      `    country: ${quoted(country)}`,
      address === ""
        ? `    # address: ["Weg 1", "20095 Hamburg"] # invoices lack it until it stands here`
        : `    address: [${addressLines(address).map(quoted).join(", ")}]`,
      iban === ""
        ? `    # iban: your account, without it no invoice is written`
        : `    iban: ${quoted(iban)}`,
      ...(vatId === "" ? [] : [`    vatId: ${quoted(vatId)}`]),
      ...(vat === "registered"
        ? []
        : [
            `    chargesVat: false # no letter calls an amount net; goes with "vat" in connectors/books.yaml`,
          ]),
      `    # What things cost, net; enquiries that name one of the words are priced by it.`,
      `    # prices: { version: "1", deposit: 50, list: [{ words: [logo], text: Logo, price: ${quoted(amountIn(currency))} }] }`,
      `    # When an invoice is overdue, so many days after it was due; these are the usual ones.`,
      `    # reminders: [{ name: friendly, after: P3D }, { name: firm, after: P14D }, { name: last, after: P28D }]`,
      ...(founding.lookDays === 0
        ? []
        : [
            `looking: { days: ${founding.lookDays} } # from the first start on: drafts, and nothing is sent`,
          ]),
      ...(founding.morning === ""
        ? []
        : [`morning: ${quoted(founding.morning)} # a note to you, also when nothing waits`]),
      `# How long what nothing needs any more is kept; what is not named stays for good. Nothing you or a`,
      `# client wrote goes by these. See: npx mainstay retention plan`,
      `retention:`,
      `  prompts: { keep: P180D, sample: 20, until: P730D } # what models were asked and answered`,
      `  noAction: P365D # newsletters and what machines wrote`,
      `ignore:`,
      `  # A letter of yours that comes back is for you to see.`,
      `  - { on: mail.received, when: "event.kind != 'person' && !(event.kind == 'bounce' && event.known)", because: written by a machine or to many }`,
      ...(email === ""
        ? []
        : [
            `  - { on: mail.received, when: ${quoted(`event.from.address == ${quoted(email.toLowerCase())}`)}, because: you wrote it yourself }`,
          ]),
      `  - { on: payment.sent, when: "true", because: money you paid yourself }`,
      `suspect:`,
      `  - on: mail.received`,
      `    when: "size(event.suspicious) > 0"`,
      `    because: something in it is not as it should be; do not answer before you know who wrote it`,
    ],
    "./",
  );
}

function amountIn(currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  return `1400${digits === 0 ? "" : `.${"0".repeat(digits)}`} ${currency}`;
}
