import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";
import type { Book } from "./book.ts";
import { owed } from "./entry.ts";
import type { Entry } from "./journal.ts";
import { type Office, refused } from "./office.ts";
import * as setOff from "./set-off.ts";

/**
 * Money that was kept of one invoice and is taken off another.
 *
 * PM1 What an invoice says is taken off is kept for it from then on: nothing else can use it, and an
 *     invoice that says more than the books still keep is not written.
 */

/** Refuses what is not kept any more (PM1). */
export function mustBeKept(office: Office, book: Book, list: readonly setOff.Part[]): void {
  for (const { invoice, amount } of list) {
    const rest = free(office, book, invoice, amount.currency);
    if (money.compare(amount, rest) <= 0) continue;
    throw refused(
      `Cannot issue the invoice: ${money.format(amount)}, kept of invoice "${invoice}", are taken off it, and ${rest.minor > 0 ? `only ${money.format(rest)}` : "nothing"} of that is left; repair the job from the step that reads what is kept of the client`,
      "semantic",
    );
  }
}

/** What is kept of an invoice and promised to no other than `whose` (PM1). */
export function free(
  office: Office,
  book: Book,
  of: string,
  currency: string,
  whose: string | null = null,
): Money {
  return promises(office, book, of)
    .filter(({ invoice, amount }) => invoice !== whose && amount.currency === currency)
    .reduce((rest, { amount }) => money.subtract(rest, amount), keptOf(book, of, currency));
}

/** What of an invoice is kept still, in this currency. */
export function keptOf(book: Book, invoice: string, currency: string): Money {
  let rest: Money = { minor: 0, currency };
  for (const { tags } of book.entries) {
    const kept = tags["mainstay"] === "kept" && tags["invoice"] === invoice;
    const spent = tags["mainstay"] === "kept-use" && tags["of"] === invoice;
    if ((!kept && !spent) || book.byToken.has(`${tags["token"]}/undo`)) continue;
    const moved = money.parse(tags["amount"] ?? "");
    if (moved.currency !== currency) continue;
    rest = kept ? money.add(rest, moved) : money.subtract(rest, moved);
  }
  return rest;
}

/** What other invoices say is taken off them of what was kept of this one, and is not yet. */
function promises(office: Office, book: Book, of: string): setOff.Part[] {
  return book.entries.flatMap((entry) =>
    setOff
      .read(entry.tags["takes"] ?? "")
      .filter(({ invoice }) => invoice === of)
      .map(({ amount }) => ({
        invoice: numberOf(entry),
        amount: pending(office, book, entry, of, amount),
      })),
  );
}

/** Nothing is promised to an invoice of which nothing is open any more, whatever paid it. */
function pending(office: Office, book: Book, entry: Entry, of: string, amount: Money): Money {
  const last = book.entries.at(-1) ?? entry;
  const spent = (book.byNumber.get(numberOf(entry)) ?? [])
    .filter(({ tags }) => tags["mainstay"] === "kept-use" && tags["of"] === of)
    .filter(({ tags }) => !book.byToken.has(`${tags["token"]}/undo`))
    .reduce((rest, { tags }) => money.subtract(rest, money.parse(tags["amount"] ?? "")), amount);
  const open = owed(office, book, entry, last);
  const least = money.compare(open, spent) < 0 ? open : spent;
  return least.minor > 0 ? least : { ...least, minor: 0 };
}

function numberOf(entry: Entry): string {
  return entry.tags["invoice"] ?? entry.code;
}
