import type { JsonObject } from "../../value/json.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest } from "../contract.ts";
import { paymentArgs, type PaymentArgs } from "./args.ts";
import { done, enter, find, invoiceEntry, owed, paid, payee, tag } from "./entry.ts";
import type { Book } from "./book.ts";
import type { Entry } from "./journal.ts";
import { amount, dayInWords } from "../../value/locale.ts";
import { checked, type Office, refused } from "./office.ts";
import { reverse } from "./reverse.ts";

const dayMs = 86_400_000;

export const paying = {
  input: paymentArgs as unknown as Action["input"], // Optional members are absent, never undefined.
  output: ["invoice", "amount", "date", "open", "paid", "journal"],
};

/**
 * `payment.record`: money that came in, against the invoice it pays. What comes for one that is paid or
 * credited is too much paid on it, to be kept or given back.
 */
export function paymentAction(office: Office): Action {
  return {
    ...paying,
    kinds: { "/amount": "amount", "/reference": "text" },
    deed: "recorded payment",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 10_000,
    latenessMs: 30 * dayMs,
    undo: { deed: "took the payment out of the books", note: "by reversing entry" },
    businessKey: (args) => `payment/${parsed(args).line}`,
    amount: (args) => parsed(args).amount,
    preview: (args) => {
      const payment = parsed(args);
      const written = amount(money.parse(payment.amount), office.locale);
      return {
        line: `Payment ${written} for invoice ${payment.invoice}`,
        details: [
          `received ${dayInWords(payment.date)}`,
          ...(payment.reference === undefined ? [] : [`reference ${payment.reference}`]),
        ],
      };
    },
    compare: async (args) => against(office, parsed(args)),
    perform: async (request) => record(office, request),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
    compensate: async (request) => takeBack(office, request),
    findCompensation: async (request) =>
      find(office, `${request.token}/undo`, (entry, book) => result(office, entry, book)),
  };
}

function parsed(args: JsonObject): PaymentArgs {
  return checked(paymentArgs, "record the payment", args);
}

async function record(office: Office, request: ActionRequest): Promise<JsonObject> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, request.token, request);
    if (stands !== null) return result(office, stands, book);
    const args = parsed(request.args);
    const invoice = payable(office, book, args);
    const received = money.parse(args.amount);
    const draft = {
      date: args.date,
      code: args.invoice,
      payee: payee(invoice),
      note: "payment",
      tags: [
        { mainstay: paid, invoice: args.invoice },
        { amount: args.amount, ...(args.reference ? { reference: args.reference } : {}) },
        { line: args.line },
        { token: request.token },
        { digest: request.digest },
      ],
      postings: [
        { account: office.accounts.bank, amount: received },
        {
          account: invoice.postings[0]?.account ?? office.accounts.receivable,
          amount: { minor: 0 - received.minor, currency: received.currency },
        },
      ],
    };
    const [entry, after] = await enter(office, draft, request.token);
    return result(office, entry, after);
  });
}

/** What is open of the invoice now, and whether it is that: a part, or too much. */
async function against(office: Office, args: PaymentArgs): Promise<string[]> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const last = book.entries.at(-1);
    if (last === undefined) throw refused(`the books hold no invoice "${args.invoice}"`);
    const open = owed(office, book, payable(office, book, args), last);
    const left = money.subtract(open, money.parse(args.amount));
    const written = (given: money.Money) => amount(given, office.locale);
    const stands = `${written(open)} ${open.minor === 0 ? "open: it is paid" : "open"}`;
    if (left.minor === 0) return [stands];
    if (left.minor > 0) return [stands, `a part: ${written(left)} stay open`];
    return [stands, `${written({ ...left, minor: 0 - left.minor })} too much`];
  });
}

/** The invoice's entry; refused where the money cannot belong to it. */
function payable(office: Office, book: Book, args: PaymentArgs): Entry {
  const reason = (text: string) =>
    refused(`Cannot record the payment of ${args.amount}: ${text}`, "semantic");
  const invoice = invoiceEntry(office, book, args.invoice);
  if (invoice === null) throw reason(`the books hold no invoice "${args.invoice}"`);
  const currency = invoice.postings[0]?.amount?.currency;
  if (currency !== undefined && currency !== money.parse(args.amount).currency) {
    throw reason(`invoice "${args.invoice}" is in ${currency}`);
  }
  return invoice;
}

async function takeBack(office: Office, request: ActionRequest): Promise<JsonObject> {
  const how = { mark: "payment-reversal", note: "payment taken back" };
  const reversed = await reverse(office, request, how);
  if (reversed !== null) return result(office, ...reversed);
  throw refused(
    `Cannot take the payment back: the books hold no entry of it; reverse it by hand`,
    "semantic",
  );
}

function result(office: Office, entry: Entry, book: Book): JsonObject {
  const number = tag(entry, "invoice");
  const invoice = invoiceEntry(office, book, number) ?? entry;
  const open = owed(office, book, invoice, entry);
  return {
    invoice: number,
    amount: tag(entry, "amount"),
    date: entry.date,
    open: money.format(open),
    paid: open.minor <= 0,
    journal: office.journalName,
  };
}
