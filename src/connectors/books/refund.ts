import { z } from "zod";
import type { JsonObject } from "../../value/json.ts";
import { amount } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Action, ActionRequest } from "../contract.ts";
import { enterAgainst } from "./against.ts";
import { paymentArgs } from "./args.ts";
import type { Book } from "./book.ts";
import { find, invoiceEntry, owed, tag } from "./entry.ts";
import type { Entry } from "./journal.ts";
import { checked, type Office, refused } from "./office.ts";

const dayMs = 86_400_000;

/** What `payment.refund` takes: the payment's line says which money goes back. */
export const refundArgs = paymentArgs.pick({ invoice: true, amount: true, line: true });

export const refunding = {
  input: refundArgs as unknown as Action["input"], // A type of its own, with the same members.
  output: ["invoice", "amount", "date", "open", "journal"],
};

/**
 * `payment.refund`: money that was paid too much goes back. It is entered; the transfer is the
 * operator's own, by hand.
 *
 * RF1 No more goes back than was paid too much.
 */
export function refundAction(office: Office): Action {
  return {
    ...refunding,
    kinds: { "/amount": "amount" },
    deed: "entered refund",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 10_000,
    latenessMs: 30 * dayMs,
    undo: null,
    businessKey: (args) => `refund/${parsed(args).line}`,
    amount: (args) => parsed(args).amount,
    preview: (args) => {
      const given = parsed(args);
      const written = amount(money.parse(given.amount), office.locale);
      return {
        line: `Refund ${written} of what was paid for invoice ${given.invoice}`,
        details: ["transfer it by hand, to the account that it came from"],
      };
    },
    perform: async (request) => give(office, request),
    find: async ({ token }) => find(office, token, (entry, book) => result(office, entry, book)),
  };
}

function parsed(args: JsonObject): z.infer<typeof refundArgs> {
  return checked(refundArgs, "enter the refund", args);
}

function give(office: Office, request: ActionRequest): Promise<JsonObject> {
  return enterAgainst(office, request, result, (book) => {
    const args = parsed(request.args);
    const given = money.parse(args.amount);
    const act = `Cannot give ${money.format(given)} back`;
    const invoice = overpaid(office, book, args.invoice, { given, act });
    const { bank } = office.accounts;
    const from = { line: args.line };
    return { mark: "refund", note: "refund", account: bank, given, args, from, invoice };
  });
}

/** The invoice's entry, if so much was paid too much on it (RF1). */
export function overpaid(
  office: Office,
  book: Book,
  number: string,
  { given, act }: { given: money.Money; act: string },
): Entry {
  const invoice = invoiceEntry(office, book, number);
  const last = book.entries.at(-1);
  if (invoice === null || last === undefined) {
    throw refused(`${act}: the books hold no invoice "${number}"`, "semantic");
  }
  const open = owed(office, book, invoice, last);
  const most = { minor: 0 - open.minor, currency: open.currency };
  if (given.currency !== most.currency || money.compare(given, most) > 0) {
    const much = most.minor > 0 ? `only ${money.format(most)}` : "nothing";
    throw refused(`${act}: ${much} was paid too much on "${number}"`, "semantic");
  }
  return invoice;
}

export function result(office: Office, entry: Entry, book: Book): JsonObject {
  const number = tag(entry, "invoice");
  const invoice = invoiceEntry(office, book, number) ?? entry;
  return {
    invoice: number,
    amount: tag(entry, "amount"),
    date: entry.date,
    open: money.format(owed(office, book, invoice, entry)),
    journal: office.journalName,
  };
}
