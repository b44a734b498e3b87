import type { JsonObject } from "../../value/json.ts";
import { amount, dayInWords } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { Action, ActionRequest } from "../contract.ts";
import { openingArgs, type OpeningArgs } from "./args.ts";
import type { Book } from "./book.ts";
import { brought, done, enter, find, invoiceEntry, owed } from "./entry.ts";
import { minus } from "./invoice.ts";
import type { Entry } from "./journal.ts";
import { checked, type Office, refused } from "./office.ts";
import { reverse } from "./reverse.ts";

const dayMs = 86_400_000;

export const opening = {
  input: openingArgs as unknown as Action["input"], // Optional members are absent, never undefined.
  output: ["number", "open", "due", "journal"],
};

/**
 * `invoice.bring`: what is still open of an invoice from before these books, against the account of
 * opening balances. It is not invoiced again: neither income nor VAT is entered.
 *
 * OB1 A number stands in the books once. Where it stands by hand already, with just that open, nothing
 *     is entered; with another amount it is for a person.
 * OB2 It is taken back by a reversing entry, and not while payments stand on it.
 */
export function openingAction(office: Office): Action {
  return {
    ...opening,
    kinds: { "/open": "amount", "/client": "text", "/reference": "text" },
    deed: "entered open invoice",
    lookup: "authoritative",
    settlesMs: 0,
    deadlineMs: 10_000,
    latenessMs: 365 * dayMs,
    undo: { deed: "took the open invoice out of the books", note: "by reversing entry" },
    businessKey: (args) => `opening/${parsed(args).number}`,
    amount: (args) => parsed(args).open,
    preview: (args) => {
      const { number, client, open, due } = parsed(args);
      return {
        line: `Open invoice ${number}, ${amount(money.parse(open), office.locale)} of ${client}`,
        details: [`due ${dayInWords(due)}`, `entered as what was there before: ${office.opening}`],
      };
    },
    perform: async (request) => bring(office, request),
    find: async ({ token, args }) => find(office, token, () => result(office, parsed(args))),
    compensate: async (request) => takeBack(office, request),
    findCompensation: async ({ token, args }) =>
      find(office, `${token}/undo`, () => result(office, parsed(args))),
  };
}

function parsed(args: JsonObject): OpeningArgs {
  return checked(openingArgs, "enter the open invoice", args);
}

async function bring(office: Office, request: ActionRequest): Promise<JsonObject> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const args = parsed(request.args);
    if (done(book, request.token, request) !== null) return result(office, args);
    const open = money.parse(args.open);
    if (stands(office, book, args.number, open)) return result(office, args);
    const draft = {
      date: office.today(request.at),
      code: args.number,
      payee: args.client,
      note: "open invoice of before",
      tags: [
        { mainstay: brought, invoice: args.number, due: args.due },
        { amount: args.open, ...(args.reference ? { reference: args.reference } : {}) },
        { token: request.token },
        { digest: request.digest },
      ],
      postings: [
        { account: office.accounts.receivable, amount: open },
        { account: office.opening, amount: minus(open) },
      ],
    };
    await enter(office, draft, request.token);
    return result(office, args);
  });
}

/** OB1. */
function stands(office: Office, book: Book, number: string, open: Money): boolean {
  const entry = invoiceEntry(office, book, number);
  const last = book.entries.at(-1);
  if (entry === null || last === undefined) return false;
  const there = owed(office, book, entry, last);
  if (there.currency === open.currency && there.minor === open.minor) return true;
  throw refused(
    `Cannot enter open invoice "${number}": line ${entry.line} of ${office.journalName} holds that number, with ${money.format(there)} open; correct the one that is mistaken`,
    "semantic",
  );
}

/** Where it was in the books by hand (OB1), nothing of ours stands there. */
async function takeBack(office: Office, request: ActionRequest): Promise<JsonObject> {
  const args = parsed(request.args);
  const mark = "opening-reversal";
  const may = (book: Book, entry: Entry) => isUntouched(office, book, entry, args);
  await reverse(office, request, { mark, note: "open invoice taken back", may });
  return result(office, args);
}

/** OB2. */
function isUntouched(office: Office, book: Book, entry: Entry, args: OpeningArgs): void {
  const there = owed(office, book, entry, book.entries.at(-1) ?? entry);
  if (money.format(there) === money.format(money.parse(args.open))) return;
  throw refused(
    `Cannot take open invoice "${args.number}" out of the books: payments stand on it; take those back first`,
    "semantic",
  );
}

function result({ journalName }: Office, { number, open, due }: OpeningArgs): JsonObject {
  return { number, open, due, journal: journalName };
}
