import { inUnion } from "../../../value/country.ts";
import type { Json, JsonObject } from "../../../value/json.ts";
import * as money from "../../../value/money.ts";
import type { Money } from "../../../value/money.ts";
import type { IssueArgs } from "../args.ts";
import type { Facts } from "../document.ts";
import { type Invoice, type Item, minus, type Share, sum } from "../invoice.ts";
import * as setOff from "../set-off.ts";
import { evidence } from "../vat/rules.ts";
import type { Treatment } from "../vat/treatment.ts";
import { buyer, seller, some } from "./party.ts";

/**
 * The facts of a document in the terms of EN 16931, spelt as UBL in JSON: what the library reads.
 *
 * UB1 Sums are checked here, to the minor unit: the library writes whatever it is told.
 * UB2 A credit note's amounts stand above zero, since its type says what they mean. A price is never
 *     below zero: a deduction is a quantity below zero.
 * UB3 What bears a rate of zero and leaves the Union is an export (BR-G), which a VAT ID must stand for;
 *     at home it is zero rated.
 */
export type Issued = Extract<Facts, { document: "invoice" | "credit-note" }> & { number: string };

export function ubl(facts: Issued): JsonObject {
  const { args, sender } = facts;
  const credit = facts.document === "credit-note" ? facts : null;
  const invoice = credit === null ? facts.invoice : upright(facts.invoice);
  assertSums(invoice);
  const { net, vat, gross, home, shares } = invoice;
  const outside = isOutside(invoice);
  const category = categoryWhere(isExport(facts));
  const used = setOff.used(args, gross);
  return {
    "ubl:Invoice": {
      "cbc:ID": facts.number,
      "cbc:IssueDate": invoice.issued,
      ...(credit === null ? { "cbc:DueDate": invoice.due } : {}),
      "cbc:InvoiceTypeCode": credit === null ? "380" : "381",
      ...notes(credit === null ? args.note : credit.reason),
      "cbc:DocumentCurrencyCode": net.currency,
      ...(home === null ? {} : { "cbc:TaxCurrencyCode": home.vat.currency }),
      ...some("cbc:BuyerReference", args.client.reference),
      ...period(args.service),
      ...(credit === null ? {} : { "cac:BillingReference": [cancelled(credit.cancels)] }),
      "cac:AccountingSupplierParty": { "cac:Party": seller(sender, outside) },
      "cac:AccountingCustomerParty": { "cac:Party": buyer(args.client, outside) },
      ...(args.service === undefined
        ? {}
        : { "cac:Delivery": { "cbc:ActualDeliveryDate": args.service.to ?? args.service.from } }),
      "cac:PaymentMeans": [means(facts, net.currency)],
      ...(credit === null ? {} : { "cac:PaymentTerms": { "cbc:Note": nothingDue(facts) } }),
      "cac:TaxTotal": [
        {
          ...amountOf("cbc:TaxAmount", vat),
          "cac:TaxSubtotal": shares.map((share) => ({
            ...amountOf("cbc:TaxableAmount", share.net),
            ...amountOf("cbc:TaxAmount", share.vat),
            "cac:TaxCategory": {
              ...category(share),
              ...exemption(share, facts.vatNote, isExport(facts)),
            },
          })),
        },
        ...(home === null ? [] : [amountOf("cbc:TaxAmount", home.vat)]),
      ],
      "cac:LegalMonetaryTotal": {
        ...amountOf("cbc:LineExtensionAmount", net),
        ...amountOf("cbc:TaxExclusiveAmount", net),
        ...amountOf("cbc:TaxInclusiveAmount", gross),
        ...(used.minor === 0 ? {} : amountOf("cbc:PrepaidAmount", used)),
        ...amountOf("cbc:PayableAmount", setOff.left(args, gross)),
      },
      "cac:InvoiceLine": invoice.items.map((item, i) => line(item, i, category(item.tax))),
    },
  };
}

/** Nothing of it lies within VAT: the standard then lets nobody name a VAT ID. */
export function isOutside({ shares }: Pick<Invoice, "shares">): boolean {
  return shares.some(({ treatment }) => treatment === "outside");
}

/** UB1 */
function assertSums({ items, shares, net, vat, gross }: Invoice): void {
  const agree = (a: Money, b: Money) => money.compare(a, b) === 0;
  const right =
    agree(sum(items.map(({ amount }) => amount)), net) &&
    agree(sum(shares.map((share) => share.net)), net) &&
    agree(sum(shares.map((share) => share.vat)), vat) &&
    agree(money.add(net, vat), gross);
  if (!right) throw new Error("the figures of the invoice do not add up");
}

/** A credit note's figures, which are printed below zero, as its e-invoice says them (UB2). */
function upright(invoice: Invoice): Invoice {
  const { home } = invoice;
  return {
    ...invoice,
    items: invoice.items.map((item) => ({
      ...item,
      price: item.quantity === null ? minus(item.price) : item.price,
      quantity: item.quantity === null ? null : turned(item.quantity),
      amount: minus(item.amount),
    })),
    shares: invoice.shares.map((of) => ({ ...of, net: minus(of.net), vat: minus(of.vat) })),
    net: minus(invoice.net),
    vat: minus(invoice.vat),
    gross: minus(invoice.gross),
    home: home === null ? null : { ...home, vat: minus(home.vat), gross: minus(home.gross) },
  };
}

function turned(quantity: string): string {
  return quantity.startsWith("-") ? quantity.slice(1) : `-${quantity}`;
}

function line(item: Item, i: number, category: JsonObject): JsonObject {
  const below = item.price.minor < 0;
  const quantity = item.quantity ?? "1";
  return {
    "cbc:ID": String(i + 1),
    "cbc:InvoicedQuantity": below ? turned(quantity) : quantity,
    "cbc:InvoicedQuantity@unitCode": unitCode(item.unit),
    ...amountOf("cbc:LineExtensionAmount", item.amount),
    "cac:Item": {
      "cbc:Name": item.text,
      ...some("cbc:Description", item.detail ?? undefined),
      "cac:ClassifiedTaxCategory": category,
    },
    "cac:Price": amountOf("cbc:PriceAmount", below ? minus(item.price) : item.price),
  };
}

/** UN/ECE recommendation 20; C62 is "one", whatever it is. */
function unitCode(unit: string | null): string {
  const word = (unit ?? "").toLowerCase().replace(/\.$/, "");
  if (/^(?:h|hr|hrs|hours?|std|stunden?)$/.test(word)) return "HUR";
  if (/^(?:d|days?|tage?)$/.test(word)) return "DAY";
  if (/^(?:months?|monate?)$/.test(word)) return "MON";
  return word === "km" ? "KMT" : "C62";
}

/** UNCL 5305. */
const categories: Readonly<Record<Treatment, string>> = {
  standard: "S",
  reduced: "S",
  zero: "Z",
  exempt: "E",
  reverse: "AE",
  outside: "O",
  none: "E",
};

const categoryWhere =
  (leaves: boolean) =>
  ({ treatment, rate }: Pick<Share, "treatment" | "rate">): JsonObject => ({
    "cbc:ID": leaves && treatment === "zero" ? "G" : categories[treatment],
    ...(treatment === "outside" ? {} : { "cbc:Percent": String(rate) }),
    "cac:TaxScheme": { "cbc:ID": "VAT" },
  });

/** UB3 */
function isExport({ args, sender }: Issued): boolean {
  const [country] = evidence(args.client);
  const leaves = country !== undefined && inUnion(sender.country) && !inUnion(country);
  return leaves && sender.vatId !== null;
}

function exemption(
  { treatment, reason }: Share,
  vatNote: string | null,
  leaves: boolean,
): JsonObject {
  const says = (usual: string) => ({ "cbc:TaxExemptionReason": reason ?? usual });
  switch (treatment) {
    case "reverse":
      return { "cbc:TaxExemptionReasonCode": "VATEX-EU-AE", ...says("Reverse charge") };
    case "outside":
      return { "cbc:TaxExemptionReasonCode": "VATEX-EU-O", ...says("Not subject to VAT") };
    case "zero":
      if (!leaves) return {};
      return { "cbc:TaxExemptionReasonCode": "VATEX-EU-G", ...says("Export outside the EU") };
    case "exempt":
    case "none":
      return says(vatNote ?? "No VAT is charged");
    default:
      return {};
  }
}

function means(facts: Issued, currency: string): JsonObject {
  // A credit note is paid back or set off, which the standard has no code for.
  if (facts.document === "credit-note") return { "cbc:PaymentMeansCode": "1" };
  const { holder, iban, bic } = facts.sender.account;
  return {
    // A SEPA transfer, or any other.
    "cbc:PaymentMeansCode": currency === "EUR" ? "58" : "30",
    "cbc:PaymentID": facts.reference,
    "cac:PayeeFinancialAccount": {
      "cbc:ID": iban,
      "cbc:Name": holder,
      ...(bic === null ? {} : { "cac:FinancialInstitutionBranch": { "cbc:ID": bic } }),
    },
  };
}

/** The standard asks for terms wherever an amount stands above zero, as a credit note's does. */
function nothingDue({ locale }: Issued): string {
  return locale.language === "de" ? "Es ist nichts zu zahlen" : "Nothing is to be paid";
}

function cancelled({ number, issued }: { number: string; issued: string }): JsonObject {
  return { "cac:InvoiceDocumentReference": { "cbc:ID": number, "cbc:IssueDate": issued } };
}

function period(service: IssueArgs["service"]): JsonObject {
  if (service?.to === undefined) return {};
  return { "cac:InvoicePeriod": { "cbc:StartDate": service.from, "cbc:EndDate": service.to } };
}

function notes(text: string | null | undefined): JsonObject {
  return text === null || text === undefined || text === "" ? {} : { "cbc:Note": [text] };
}

/** "1200.00" beside its currency, as every amount of UBL stands. */
function amountOf(name: string, amount: Money): Record<string, Json> {
  const [figure = ""] = money.format(amount).split(" ");
  return { [name]: figure, [`${name}@currencyID`]: amount.currency };
}
