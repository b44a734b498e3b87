import * as reference from "../../value/creditor-reference.ts";
import * as iban from "../../value/iban.ts";
import type { Json, JsonObject } from "../../value/json.ts";
import { amount, day, type Locale, number, quantity } from "../../value/locale.ts";
import type { Money } from "../../value/money.ts";
import type { IssueArgs } from "./args.ts";
import * as epc from "./epc.ts";
import type { Invoice, Share } from "./invoice.ts";
import * as qr from "./qr.ts";
import type { Sender } from "./sender.ts";
import * as setOff from "./set-off.ts";
import { charged } from "./vat/treatment.ts";

/** What the template is given: ready to print, so that it needs no rules of its own. */
export type Facts = {
  args: IssueArgs;
  invoice: Invoice;
  sender: Sender;
  /** Printed where a company charges no VAT. */
  vatNote: string | null;
  locale: Locale;
} & (
  | { document: "draft" }
  | { document: "invoice"; number: string; reference: string }
  | ({ document: "credit-note"; /** Null in a draft. */ number: string | null } & Credit)
);

export type Credit = {
  cancels: { number: string; issued: string };
  /** False where a part of the invoice still stands. */
  whole: boolean;
  reason: string | null;
  /** What is paid back, and to which account. */
  refund: { amount: Money; iban: string } | null;
};

/** Keys are spelt as the template reads them. */
export function data(facts: Facts): JsonObject {
  const { args, invoice, sender, locale } = facts;
  const [year = 0, month = 0, dayOfMonth = 0] = invoice.issued.split("-").map(Number);
  const written = (iso: string) => day(iso, locale);
  const credit = facts.document === "credit-note" ? facts : null;
  const known = facts.document === "draft" ? null : facts.number;
  const mixed = invoice.shares.length > 1;
  const used = setOff.used(args, invoice.gross);
  const left = setOff.left(args, invoice.gross);
  const settled = used.minor > 0 && left.minor === 0;
  return {
    document: credit === null ? "invoice" : "credit-note",
    draft: known === null,
    language: locale.language,
    kind: invoice.kind,
    number: known ?? "—",
    cancels: credit === null ? null : cancels(credit, locale),
    issued: written(invoice.issued),
    day: { year, month, day: dayOfMonth },
    due: credit || settled ? null : written(invoice.due),
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
    mixed,
    lines: invoice.items.map((item) => ({
      text: item.text,
      detail: item.detail,
      quantity: item.quantity === null ? "" : counted(item.quantity, item.unit, locale),
      price: number(item.price, locale),
      amount: number(item.amount, locale),
      rate: hasRate(item.tax) ? quantity(String(item.tax.rate), locale) : null,
    })),
    currency: invoice.net.currency,
    net: number(invoice.net, locale),
    taxes: invoice.shares.map((share) => ({
      treatment: share.treatment,
      rate: quantity(String(share.rate), locale),
      net: number(share.net, locale),
      amount: number(share.vat, locale),
      note: noteOf(share, facts),
    })),
    vat: vat(facts),
    home: home(invoice, locale),
    gross: number(invoice.gross, locale),
    // What was paid before it was written, and what is left of it to pay.
    used: used.minor === 0 ? null : number(used, locale),
    left: number(left, locale),
    note: credit ? credit.reason : (args.note ?? null),
    payment: credit || settled ? null : payment(facts, left),
  };
}

/** Nothing is charged at 0 %; what is exempt or abroad has no rate at all. */
function hasRate(tax: Pick<Share, "treatment">): boolean {
  return charged(tax) || tax.treatment === "zero";
}

function cancels({ cancels: of, whole, refund }: Credit, locale: Locale): JsonObject {
  return {
    number: of.number,
    issued: day(of.issued, locale),
    whole,
    refund:
      refund === null
        ? null
        : { amount: amount(refund.amount, locale), iban: iban.groups(refund.iban) },
  };
}

function client({ name, address, email, vatId, reference: own }: IssueArgs["client"]): JsonObject {
  // Without a postal address the mail address says at least who is meant.
  const lines = address ?? (email === undefined ? [] : [email]);
  return { name, lines: [...lines], "vat-id": vatId ?? null, reference: own ?? null };
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

/** Why a share bears no VAT; null where it bears some, or the template has its own words. */
function noteOf(share: Share, { vatNote }: Facts): string | null {
  return charged(share) ? null : (share.reason ?? (share.treatment === "none" ? vatNote : null));
}

/** All of it in one line, as templates had it when an invoice had a single rate. */
function vat(facts: Facts): JsonObject {
  const { invoice, locale } = facts;
  const notes = invoice.shares.map((share) => noteOf(share, facts)).filter((note) => note !== null);
  const note = notes.length === 0 ? null : [...new Set(notes)].join(" ");
  const rates = invoice.shares.filter(charged).map(({ rate }) => quantity(String(rate), locale));
  if (rates.length > 0) {
    const amount = number(invoice.vat, locale);
    return { treatment: "standard", rate: rates.join(" / "), amount, note };
  }
  const reverse = invoice.shares.every(({ treatment }) => treatment === "reverse");
  return { treatment: reverse ? "reverse" : "none", rate: null, amount: null, note };
}

function home({ home: found, net }: Invoice, locale: Locale): JsonObject | null {
  if (found === null) return null;
  return {
    currency: found.vat.currency,
    vat: number(found.vat, locale),
    rate: `1 ${net.currency} = ${quantity(found.rate, locale)} ${found.vat.currency}`,
    date: day(found.date, locale),
  };
}

function payment(facts: Facts, left: Money): Json {
  const { holder, iban: account, bic } = facts.sender.account;
  const known = facts.document === "invoice" ? facts.reference : null;
  const code =
    known === null
      ? null
      : epc.payload({ holder, iban: account, bic, amount: left, reference: known });
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
  const law = smallBusiness[country];
  if (language === "de") {
    return law === undefined
      ? "Es wird keine Umsatzsteuer berechnet."
      : `Gemäß ${law} wird keine Umsatzsteuer berechnet.`;
  }
  return law === undefined ? "No VAT is charged." : `No VAT is charged (small business, ${law}).`;
}

/** The law by which a small business charges no VAT. */
const smallBusiness: Readonly<Record<string, string>> = {
  AT: "§ 6 Abs. 1 Z 27 UStG",
  DE: "§ 19 UStG",
};
