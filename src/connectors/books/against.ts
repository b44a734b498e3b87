import type { JsonObject } from "../../value/json.ts";
import type { Money } from "../../value/money.ts";
import type { ActionRequest } from "../contract.ts";
import type { Book } from "./book.ts";
import { done, enter, payee } from "./entry.ts";
import type { Entry } from "./journal.ts";
import type { Office } from "./office.ts";

/** Money that moves between what is open of an invoice and another account. */
export type Against = {
  mark: "refund" | "fee" | "kept" | "kept-use";
  note: string;
  account: string;
  /** What it adds to what is open of the invoice. */
  given: Money;
  /** As asked for; `from` says which money it is: a bank line, or another invoice. */
  args: { invoice: string; amount: string };
  from: { line: string } | { of: string };
  invoice: Entry;
};

/** Enters it once; `told` tells of its entry, by the books as they are then. */
export async function enterAgainst(
  office: Office,
  request: ActionRequest,
  told: (office: Office, entry: Entry, book: Book) => JsonObject,
  prepare: (book: Book) => Against,
): Promise<JsonObject> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, request.token, request);
    if (stands !== null) return told(office, stands, book);
    const { mark, note, account, given, args, from, invoice } = prepare(book);
    const draft = {
      date: office.today(request.at),
      code: args.invoice,
      payee: payee(invoice),
      note,
      tags: [
        { mainstay: mark, invoice: args.invoice, amount: args.amount },
        from,
        { token: request.token },
        { digest: request.digest },
      ],
      postings: [
        { account: invoice.postings[0]?.account ?? office.accounts.receivable, amount: given },
        { account, amount: { ...given, minor: 0 - given.minor } },
      ],
    };
    const [entry, after] = await enter(office, draft, request.token);
    return told(office, entry, after);
  });
}
