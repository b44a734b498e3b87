import * as money from "../../../value/money.ts";
import type { Money } from "../../../value/money.ts";
import type { Book } from "../book.ts";
import { credited } from "../entry.ts";
import { minus, type Share } from "../invoice.ts";
import type { Entry } from "../journal.ts";
import * as inBooks from "../vat/in-books.ts";

/** What an invoice charged, and what of it no credit note has taken back. */
export type Left = { charged: readonly Share[]; shares: readonly Share[] };

/** By the entries before `until`. Null where they do not tell it: somebody wrote them by hand. */
export function left(book: Book, invoice: Entry, until: Entry | null = null): Left | null {
  const charged = inBooks.read(invoice.tags);
  if (charged === null) return null;
  const end = until === null ? book.entries.length : book.entries.indexOf(until);
  let shares: readonly Share[] = charged;
  for (const entry of creditsOf(book, invoice).filter((of) => book.entries.indexOf(of) < end)) {
    const taken = inBooks.read(entry.tags);
    // Without figures of its own it voided all of it.
    shares = shares.map((share) => without(share, taken ?? shares.map(turned)));
  }
  return { charged, shares };
}

export function creditsOf(book: Book, invoice: Entry): Entry[] {
  const number = invoice.tags["invoice"] ?? invoice.code;
  const named = book.byNumber.get(number) ?? [];
  return named.filter(({ tags }) => tags["mainstay"] === credited && tags["invoice"] === number);
}

/** Gross of all shares together. */
export function total(shares: readonly Share[]): Money {
  const [first, ...rest] = shares.map(({ net, vat }) => money.add(net, vat));
  return rest.reduce(money.add, first ?? { minor: 0, currency: "EUR" });
}

export function alike(a: Pick<Share, "treatment" | "rate">, b: typeof a): boolean {
  return a.treatment === b.treatment && a.rate === b.rate;
}

export function turned(share: Share): Share {
  return { ...share, net: minus(share.net), vat: minus(share.vat) };
}

/** A credit note's amounts stand below zero in the books. */
function without(share: Share, taken: readonly Share[]): Share {
  const same = taken.filter((of) => alike(of, share) && of.reason === share.reason);
  return same.reduce(
    (rest, { net, vat }) => ({
      ...rest,
      net: money.add(rest.net, net),
      vat: money.add(rest.vat, vat),
    }),
    share,
  );
}
