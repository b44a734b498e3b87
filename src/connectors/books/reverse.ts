import type { ActionRequest } from "../contract.ts";
import type { Book } from "./book.ts";
import { done, enter, payee, standing, tag, taken } from "./entry.ts";
import type { Entry } from "./journal.ts";
import { type Office, refused } from "./office.ts";

/** How a reversal is marked, and what it says. `may` refuses what must not be taken back now. */
export type Reversal = { mark: string; note: string; may?: (book: Book, entry: Entry) => void };

/**
 * Takes an entry of ours back by one that reverses it, dated no earlier; answers that one. Null where
 * no entry of this act stands there.
 */
export async function reverse(
  office: Office,
  request: ActionRequest,
  { mark, note, may }: Reversal,
): Promise<[Entry, Book] | null> {
  const token = `${request.token}/undo`;
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, token, request);
    if (stands !== null) return [stands, book];
    const entry = standing(book, request.token);
    if (entry === null) return null;
    const postings = taken(entry);
    if (postings === null) {
      throw refused(
        `Cannot take it back: line ${entry.line} of ${office.journalName} has amounts that only hledger can read; reverse it by hand`,
        "semantic",
      );
    }
    may?.(book, entry);
    const today = office.today(request.at);
    const draft = {
      date: today < entry.date ? entry.date : today,
      code: entry.code,
      payee: payee(entry),
      note,
      tags: [
        { mainstay: mark, invoice: tag(entry, "invoice"), amount: tag(entry, "amount") },
        { token },
        { digest: request.digest },
      ],
      postings,
    };
    return enter(office, draft, token);
  });
}
