import * as reference from "../../value/creditor-reference.ts";
import * as iban from "../../value/iban.ts";
import type { Json, JsonObject } from "../../value/json.ts";
import type { IssueArgs } from "./args.ts";
import * as epc from "./epc.ts";
import type { Invoice } from "./invoice.ts";
import { day, type Locale, number, quantity } from "../../value/locale.ts";
import * as qr from "./qr.ts";
import type { Sender } from "./sender.ts";

/** What the template is given: ready to print, so that it needs no rules of its own. */
export type Facts = {
  args: IssueArgs;
  invoice: Invoice;
  sender: Sender;
  /** Printed where no VAT is charged. */
  vatNote: string | null;
  locale: Locale;
} & (
  | { document: "draft" }
  | { document: "invoice"; number: string; reference: string }
  | { document: "credit-note"; number: string; cancels: { number: string; issued: string } }
);

/** Keys are spelt as the template reads them. */
export function data(facts: Facts): JsonObject {
  const { args, invoice, sender, locale } = facts;
  const [year = 0, month = 0, dayOfMonth = 0] = invoice.issued.split("-").map(Number);
  const written = (iso: string) => day(iso, locale);
  const credit = facts.document === "credit-note";
  return {
    document: credit ? "credit-note" : "invoice",
    draft: facts.document === "draft",
    language: locale.language,
    kind: invoice.kind,
    number: facts.document === "draft" ? "—" : facts.number,
    cancels: credit
      ? { number: facts.cancels.number, issued: written(facts.cancels.issued) }
      : null,
    issued: written(invoice.issued),
    day: { year, month, day: dayOfMonth },
    due: credit ? null : written(invoice.due),
    service: service(args.service, locale),
    sender: {
      name: sender.name,
      owner: sender.owner,
      lines: [...sender.lines],
      contact: [...sender.contact],
      "vat-id": sender.vatId,
      "tax-number": sender.taxNumber,
    },
    client: client(args.client),
    itemised: invoice.items.some((item) => item.quantity !== null),
    lines: invoice.items.map((item) => ({
      text: item.text,
      detail: item.detail,
      quantity: item.quantity === null ? "" : counted(item.quantity, item.unit, locale),
      price: number(item.price, locale),
      amount: number(item.amount, locale),
    })),
    currency: invoice.net.currency,
    net: number(invoice.net, locale),
    vat: vat(facts),
    gross: number(invoice.gross, locale),
    note: credit ? null : (args.note ?? null),
    payment: credit ? null : payment(facts),
  };
}

function client({ name, address, email, vatId }: IssueArgs["client"]): JsonObject {
  // Without a postal address the mail address says at least who is meant.
  const lines = address ?? (email === undefined ? [] : [email]);
  return { name, lines: [...lines], "vat-id": vatId ?? null };
}

function service(given: IssueArgs["service"], locale: Locale): string | null {
  if (given === undefined) return null;
  if (given.to === undefined || given.to === given.from) return day(given.from, locale);
  return `${day(given.from, locale)} – ${day(given.to, locale)}`;
}

function counted(text: string, unit: string | null, locale: Locale): string {
  const figure = quantity(text, locale).replace("-", "\u2212");
  return unit === null ? figure : `${figure} ${unit}`;
}

function vat({ invoice, vatNote, locale }: Facts): JsonObject {
  if (invoice.vat.treatment === "standard") {
    const { rate, amount, treatment } = invoice.vat;
    const printed = quantity(String(rate), locale);
    return { treatment, rate: printed, amount: number(amount, locale), note: null };
  }
  const { treatment } = invoice.vat;
  return { treatment, rate: null, amount: null, note: treatment === "none" ? vatNote : null };
}

function payment(facts: Facts): Json {
  const { holder, iban: account, bic } = facts.sender.account;
  const known = facts.document === "invoice" ? facts.reference : null;
  const amount = facts.invoice.gross;
  const code =
    known === null ? null : epc.payload({ holder, iban: account, bic, amount, reference: known });
  return {
    holder,
    iban: iban.groups(account),
    bic,
    reference: known === null ? null : reference.groups(known),
    qr: code === null ? null : qr.svg(code),
  };
}

/** What to print where no VAT is charged, unless the settings say it. */
export function usualVatNote(country: string, language: string): string {
  if (language === "de") {
    return country === "DE"
      ? "Gemäß § 19 UStG wird keine Umsatzsteuer berechnet."
      : "Es wird keine Umsatzsteuer berechnet.";
  }
  return country === "DE" ? "No VAT is charged (small business, § 19 UStG)." : "No VAT is charged.";
}
