import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "../../value/json.ts";
import type { ActionRequest, Files, Found } from "../contract.ts";
import type { IssueArgs } from "./args.ts";
import type { Book } from "./book.ts";
import { figures } from "./credit/figures.ts";
import { creditsOf, left, total } from "./credit/left.ts";
import { creditEntry, exchangeOf, prepare } from "./credit/note.ts";
import { credited, done, enter, find, payee, standing, tag, taken } from "./entry.ts";
import { compute, type Invoice, reversed } from "./invoice.ts";
import type { Entry } from "./journal.ts";
import { type Office, refused } from "./office.ts";
import { common, keep, type Kept, keptOf, keptTags, parsed } from "./paper.ts";
import * as inBooks from "./vat/in-books.ts";

/**
 * An invoice is never deleted and its number never used again: it is voided by an entry that reverses
 * it, and a credit note for the client. Its figures are the entry's, whatever the settings say by now;
 * where credit notes took back a part before, they are those of what is left.
 */
export async function creditNote(
  office: Office,
  request: ActionRequest,
  files: Files,
): Promise<JsonObject> {
  const token = tokenOf(request);
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const stands = done(book, token, request);
    if (stands !== null) return result(office, stands);
    const entry = standing(book, request.token);
    if (entry === null) {
      throw refused(`Cannot void the invoice: the books hold no entry of it`, "semantic");
    }
    const number = tag(entry, "invoice");
    if (creditsOf(book, entry).length > 0) return takeRest(office, request, entry, book, files);
    const postings = taken(entry);
    if (postings === null) {
      throw refused(
        `Cannot void invoice "${number}": line ${entry.line} of ${office.journalName} has amounts that only hledger can read; reverse it by hand`,
        "semantic",
      );
    }
    const today = office.today(request.at);
    const date = today < entry.date ? entry.date : today;
    const kept = await drawNote(office, request, entry, date, files);
    const draft = {
      date,
      code: noteNumber(number),
      payee: payee(entry),
      note: `credit note for ${number}`,
      tags: [
        { mainstay: credited, invoice: number },
        keptTags(kept),
        { token },
        { digest: request.digest },
      ],
      postings,
    };
    const [written] = await enter(office, draft, token);
    return result(office, written);
  });
}

export async function findCreditNote(office: Office, request: ActionRequest): Promise<Found> {
  return find(office, tokenOf(request), (entry) => result(office, entry));
}

/** Of an invoice that was credited in part: what is left of it; nothing may be. */
async function takeRest(
  office: Office,
  request: ActionRequest,
  entry: Entry,
  book: Book,
  files: Files,
): Promise<JsonObject> {
  const invoice = tag(entry, "invoice");
  const stands = left(book, entry);
  if (stands !== null && total(stands.shares).minor <= 0) {
    return { invoice, date: entry.date, journal: office.journalName };
  }
  const { client } = parsed(request.args);
  const today = office.today(request.at);
  const prepared = prepare(office, book, { invoice, occasion: "rest", client }, today);
  const number = noteNumber(invoice);
  const kept = await keep(office, { ...prepared.facts, number }, request, files);
  const draft = creditEntry(office, prepared, { number, kept, request, token: tokenOf(request) });
  const [written] = await enter(office, draft, tokenOf(request));
  return result(office, written);
}

async function drawNote(
  office: Office,
  request: ActionRequest,
  entry: Entry,
  date: string,
  files: Files,
): Promise<Kept> {
  const number = tag(entry, "invoice");
  const args = parsed(request.args);
  const facts = {
    ...common(office, args, reversed(asIssued(office, args, entry), date)),
    document: "credit-note" as const,
    number: noteNumber(number),
    cancels: { number, issued: entry.date },
    whole: true,
    reason: null,
    refund: null,
  };
  return keep(office, facts, request, files);
}

/** The invoice with its own lines, as far as today's rules give the figures of that day; else by rate. */
function asIssued(office: Office, args: IssueArgs, entry: Entry): Invoice {
  const recorded = inBooks.read(entry.tags);
  if (recorded === null) {
    throw refused(
      `Cannot void invoice "${tag(entry, "invoice")}": its entry at line ${entry.line} does not tell its VAT; void it by hand`,
      "semantic",
    );
  }
  const { rate } = recorded.find(({ treatment }) => treatment === "standard") ?? office.terms;
  const reduced = recorded.find(({ treatment }) => treatment === "reduced")?.rate;
  const none = recorded.some(({ treatment }) => treatment === "none");
  const terms = {
    ...office.terms,
    rate: none ? 0 : rate,
    reduced: reduced ?? office.terms.reduced,
  };
  try {
    const invoice = compute(args, terms, entry.date);
    if (isDeepStrictEqual(invoice.shares, recorded)) return invoice;
  } catch {
    // The rules are others by now: the entry knows what was charged.
  }
  const text = tag(entry, "invoice");
  const found = figures({}, recorded, text, exchangeOf(entry));
  return { ...found, kind: args.kind, issued: entry.date, due: entry.date };
}

function tokenOf(request: ActionRequest): string {
  return `${request.token}/undo`;
}

/** Of the document that voids an invoice. */
export function noteNumber(number: string): string {
  return `${number}-CN`;
}

function result({ journalName }: Office, entry: Entry): JsonObject {
  const number = tag(entry, "invoice");
  return {
    invoice: number,
    date: entry.date,
    ...keptOf(entry, noteNumber(number)),
    journal: journalName,
  };
}
