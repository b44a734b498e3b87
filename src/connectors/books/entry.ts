import type { JsonObject } from "../../value/json.ts";
import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import { type ActionRequest, ConnectorError, type Found } from "../contract.ts";
import { declaration, worth } from "./journal-amount.ts";
import type { Book } from "./book.ts";
import { minus } from "./invoice.ts";
import { balanced, type Draft, type Entry, format } from "./journal.ts";
import { type Office, refused } from "./office.ts";

/**
 * Entries of ours in the books, found by their token.
 *
 * BE1 A token names one entry for ever. The same token with another digest is refused.
 * BE2 What an act answered is read from its entry, so that a look-up answers the same.
 * BE3 Every account and currency that an entry uses is declared before it: `hledger check --strict`
 *     holds after every append.
 */
export function standing(book: Book, token: string): Entry | null {
  const entry = book.byToken.get(token);
  if (entry === undefined) return null;
  if (balanced(entry)) return entry;
  throw new ConnectorError(
    `Cannot read the books: the entry at line ${entry.line} does not balance; complete or delete it by hand`,
    { happened: "maybe", failure: "semantic" },
  );
}

/** The entry that already stands under this token (BE1), or null. */
export function done(book: Book, token: string, request: ActionRequest): Entry | null {
  const entry = standing(book, token);
  if (entry === null || entry.tags["digest"] === request.digest) return entry;
  throw refused(
    `Cannot write into the books: line ${entry.line} already holds "${token}" with other contents`,
  );
}

/** Looks for a token; `read` tells what the act answered. */
export async function find(
  office: Office,
  token: string,
  read: (entry: Entry, book: Book) => JsonObject,
): Promise<Found> {
  return office.journal.exclusive(async (journal) => {
    const book = await journal.read();
    const entry = standing(book, token);
    if (entry === null) return { found: false };
    return { found: true, digest: entry.tags["digest"] ?? "", result: read(entry, book) };
  });
}

/** Appends an entry with the directives it needs, and answers it as it reads. */
export async function enter(office: Office, draft: Draft, token: string): Promise<[Entry, Book]> {
  const before = await office.journal.read();
  await office.journal.append(preamble(office, before, draft) + format(draft, before.marks));
  const book = await office.journal.read();
  const entry = standing(book, token);
  if (entry === null) {
    throw new ConnectorError(`Cannot find in the books what was just written for "${token}"`, {
      happened: "maybe",
      failure: "semantic",
    });
  }
  return [entry, book];
}

function preamble(office: Office, book: Book, draft: Draft): string {
  const lines: string[] = [];
  const accounts = draft.postings.map(({ account }) => account);
  const currencies = draft.postings.map(({ amount }) => amount.currency);
  if (draft.price !== undefined) currencies.push(draft.price.currency);
  if (book.size === 0) {
    const name = office.companyName.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ");
    lines.push(
      `; Books of ${name}, in plain text: hledger and any editor read them.`,
      "; Mainstay only adds at the end. Whatever you write or move by hand stays yours.",
      "",
      "decimal-mark .",
    );
    accounts.push(...Object.values(office.accounts));
  }
  for (const currency of new Set(currencies)) {
    if (!book.declared.has(currency)) lines.push(declaration(currency, book.marks));
  }
  for (const account of new Set(accounts)) {
    if (!book.declared.has(account)) lines.push(`account ${account}`);
  }
  if (draft.price !== undefined) lines.push(worth(draft.price, book.marks));
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

/** A tag that an entry of ours always has; without it somebody changed what the entry is. */
export function tag(entry: Entry, name: string): string {
  const value = entry.tags[name];
  if (value !== undefined) return value;
  throw new ConnectorError(
    `Cannot read the books: the entry at line ${entry.line} has lost its tag "${name}"; write it back by hand`,
    { happened: "maybe", failure: "semantic" },
  );
}

export const issued = "invoice";
export const paid = "payment";
export const credited = "credit-note";
export const brought = "opening";

/** The entry that put an invoice into the books: ours, or one by hand with its number as code. */
export function invoiceEntry(office: Office, book: Book, number: string): Entry | null {
  const entries = book.byNumber.get(number) ?? [];
  const ours = entries.find(
    ({ tags }) =>
      tags["invoice"] === number && (tags["mainstay"] === issued || isOpening(book, tags)),
  );
  const byHand = ({ code, tags, postings }: Entry) =>
    code === number &&
    tags["mainstay"] === undefined &&
    postings.some((p) => p.account === office.accounts.receivable && (p.amount?.minor ?? 0) > 0);
  return ours ?? entries.find(byHand) ?? null;
}

/** An opening entry that was taken back stands for no invoice any more. */
function isOpening(book: Book, tags: Entry["tags"]): boolean {
  return tags["mainstay"] === brought && !book.byToken.has(`${tags["token"]}/undo`);
}

/** True if a number stands in the books already, as an invoice's or a credit note's. */
export function unusable(office: Office, book: Book, number: string): boolean {
  if (invoiceEntry(office, book, number) !== null) return true;
  return book.byNumber.get(number)?.some(({ tags }) => tags["credit"] === number) ?? false;
}

/** What is still owed on an invoice, by the entries up to and with `last`. */
export function owed(office: Office, book: Book, invoice: Entry, last: Entry): Money {
  const number = invoice.tags["invoice"] ?? invoice.code;
  const receivable = new Set([office.accounts.receivable, invoice.postings[0]?.account ?? ""]);
  const until = book.entries.indexOf(last) + 1;
  const amounts = book.entries
    .slice(0, until)
    .filter((entry) => entry === invoice || entry.tags["invoice"] === number)
    .flatMap(({ postings }) => postings.filter(({ account }) => receivable.has(account)))
    .flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const currency = amounts[0]?.currency ?? "EUR";
  return amounts
    .filter((amount) => amount.currency === currency)
    .reduce(money.add, { minor: 0, currency });
}

/** The postings that take an entry back; null where one of them is not a plain amount. */
export function taken(entry: Entry): { account: string; amount: Money }[] | null {
  const reversed: { account: string; amount: Money }[] = [];
  for (const { account, amount } of entry.postings) {
    if (amount === null) return null;
    reversed.push({ account, amount: minus(amount) });
  }
  return reversed;
}

export function payee(entry: Entry): string {
  return entry.description.split(" | ")[0] ?? "";
}
