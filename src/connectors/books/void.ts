import type { JsonObject } from "../../value/json.ts";
import type { ActionRequest, Files, Found } from "../contract.ts";
import type { Facts } from "./document.ts";
import { done, enter, find, payee, standing, tag, taken } from "./entry.ts";
import { compute, reversed } from "./invoice.ts";
import type { Entry } from "./journal.ts";
import { fileName, type Office, refused } from "./office.ts";
import { common, keep, parsed } from "./paper.ts";

/**
 * An invoice is never deleted and its number never used again: it is voided by an entry that reverses
 * it, and a credit note for the client. Its figures are the entry's, whatever the settings say by now.
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
    const postings = taken(entry);
    if (postings === null) {
      throw refused(
        `Cannot void invoice "${number}": line ${entry.line} of ${office.journalName} has amounts that only hledger can read; reverse it by hand`,
        "semantic",
      );
    }
    const today = office.today(request.at);
    const date = today < entry.date ? entry.date : today;
    const pdf = await drawNote(office, request, entry, date, files);
    const draft = {
      date,
      code: noteNumber(number),
      payee: payee(entry),
      note: `credit note for ${number}`,
      tags: [
        { mainstay: "credit-note", invoice: number },
        { pdf },
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

async function drawNote(
  office: Office,
  request: ActionRequest,
  entry: Entry,
  date: string,
  files: Files,
): Promise<string> {
  const number = tag(entry, "invoice");
  const args = parsed(request.args);
  const rate = Number(tag(entry, "rate"));
  // "reverse" and "none" stand where no rate does, and are what was charged then.
  const terms = { ...office.terms, rate: Number.isNaN(rate) ? 0 : rate };
  const invoice = compute(args, terms, entry.date);
  const facts: Facts = {
    ...common(office, args, reversed(invoice, date)),
    document: "credit-note",
    number: noteNumber(number),
    cancels: { number, issued: entry.date },
  };
  return keep(office, noteNumber(number), facts, request, files);
}

function tokenOf(request: ActionRequest): string {
  return `${request.token}/undo`;
}

function noteNumber(number: string): string {
  return `${number}-CN`;
}

function result({ journalName }: Office, entry: Entry): JsonObject {
  const number = tag(entry, "invoice");
  return {
    invoice: number,
    date: entry.date,
    pdf: {
      name: fileName(noteNumber(number)),
      mediaType: "application/pdf",
      digest: tag(entry, "pdf"),
    },
    journal: journalName,
  };
}
