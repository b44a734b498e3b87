import * as money from "../../../value/money.ts";
import type { Money } from "../../../value/money.ts";
import type { ActionRequest } from "../../contract.ts";
import type { Book } from "../book.ts";
import type { Credit } from "../document.ts";
import { credited, invoiceEntry, owed, payee } from "../entry.ts";
import { missing } from "../einvoice/demand.ts";
import { type EInvoice, einvoice } from "../einvoice/format.ts";
import { exchange as exchangeShape, type Exchange } from "../exchange.ts";
import { type Invoice, minus, reversed } from "../invoice.ts";
import type { Draft, Entry } from "../journal.ts";
import { type Office, refused } from "../office.ts";
import { common, type Common, type Kept, keptTags } from "../paper.ts";
import * as inBooks from "../vat/in-books.ts";
import type { CreditArgs } from "./args.ts";
import { figures } from "./figures.ts";
import { left, total, turned } from "./left.ts";

/** A credit note that can be drawn and entered. */
export type Prepared = {
  /** The invoice's entry. */
  entry: Entry;
  /** Above zero. */
  invoice: Invoice;
  /** Of the invoice, after this. */
  left: Money;
  /** What was paid too much by then. */
  refund: Money;
  facts: Common & { document: "credit-note" } & Credit;
};

/** Refused for a person where the invoice is not there, or not enough of it is left (CR1). */
export function prepare(office: Office, book: Book, args: CreditArgs, today: string): Prepared {
  const entry = invoiceEntry(office, book, args.invoice);
  if (entry === null) throw reason(args, `the books hold no such invoice`);
  const stands = left(book, entry);
  if (stands === null) {
    throw reason(args, `its entry at line ${entry.line} does not tell its VAT; credit it by hand`);
  }
  const date = today < entry.date ? entry.date : today;
  const label = office.locale.language === "de" ? "Rechnung" : "Invoice";
  const found = attempt(args, () =>
    figures(args, stands.shares, `${label} ${args.invoice}`, exchangeOf(entry)),
  );
  const invoice: Invoice = { ...found, kind: "credit", issued: date, due: date };
  const client = { ...args.client, einvoice: args.client.einvoice ?? formatOf(entry) };
  const demand = missing(client.einvoice, { client, note: args.reason }, invoice, office.sender());
  if (demand !== null) throw reason(args, demand);
  const rest = money.subtract(total(stands.shares), invoice.gross);
  const open = money.subtract(
    owed(office, book, entry, book.entries.at(-1) ?? entry),
    invoice.gross,
  );
  const refund = open.minor < 0 ? minus(open) : { ...open, minor: 0 };
  const whole = invoice.gross.minor === total(stands.charged).minor;
  const paper = { kind: "credit", engagement: args.invoice, client };
  return {
    entry,
    invoice,
    left: rest,
    refund,
    facts: {
      ...common(office, { ...paper, service: args.service }, reversed(invoice, date)),
      document: "credit-note",
      cancels: { number: args.invoice, issued: entry.date },
      whole,
      reason: args.reason ?? null,
      // Without an account it is set off: then nothing is promised.
      refund:
        refund.minor === 0 || args.refund === undefined
          ? null
          : { amount: refund, iban: args.refund.iban },
    },
  };
}

export function creditEntry(
  office: Office,
  { entry, invoice, left: rest, refund }: Prepared,
  made: { number: string; kept: Kept; request: ActionRequest; token: string },
): Draft {
  const { net, vat, gross, shares, issued, home } = invoice;
  const { accounts } = office;
  const of = entry.tags["invoice"] ?? entry.code;
  const { rate = "", ...taxes } = inBooks.tags(shares.map(turned));
  const below = (amount: Money) => money.format(minus(amount));
  return {
    date: issued,
    code: made.number,
    payee: payee(entry),
    note: `credit note for ${of}`,
    tags: [
      { mainstay: credited, invoice: of, credit: made.number },
      { net: below(net), rate, vat: below(vat), gross: below(gross) },
      { left: money.format(rest), refund: money.format(refund) },
      ...(Object.keys(taxes).length === 0 ? [] : [taxes]),
      ...(home === null ? [] : [{ "vat-home": below(home.vat), "gross-home": below(home.gross) }]),
      keptTags(made.kept),
      { token: made.token },
      { digest: made.request.digest },
    ],
    postings: [
      {
        account: entry.postings[0]?.account ?? accounts.receivable,
        amount: minus(gross),
      },
      { account: accounts.income, amount: net },
      ...(vat.minor === 0 ? [] : [{ account: accounts.vat, amount: vat }]),
    ],
  };
}

/** As data where the invoice was, whatever is usual by now. */
function formatOf({ tags }: Entry): EInvoice {
  return einvoice.catch("none").parse(tags["einvoice"]);
}

/** The rate that the invoice was entered at (CR3). */
export function exchangeOf({ tags }: Entry): (Exchange & { currency: string }) | null {
  const [rate, currency = "", date] = tags["exchange"]?.split(" ") ?? [];
  const read = exchangeShape.safeParse({ rate, date });
  return read.success ? { ...read.data, currency } : null;
}

function attempt<T>(args: CreditArgs, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw reason(args, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function reason({ invoice }: CreditArgs, text: string, cause?: unknown): Error {
  return refused(`Cannot credit invoice "${invoice}": ${text}`, "semantic", cause);
}
