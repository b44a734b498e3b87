import { daysBetween } from "../value/date.ts";
import * as money from "../value/money.ts";
import type { Money } from "../value/money.ts";
import type { Movement } from "../value/movement.ts";

/** `open` is below zero where more was paid than is owed; `daysLate` is 0 where it is not due yet. */
export type OpenInvoice = {
  number: string;
  client: string;
  open: Money;
  due: string | null;
  daysLate: number;
};

type Account = Omit<OpenInvoice, "daysLate">;

/**
 * What clients owe, by the books, on a day.
 *
 * OI1 All of them together come to what the books say is owed: nothing that is open is left out.
 * OI2 The latest stands first.
 */
export function openInvoices(movements: readonly Movement[], today: string): OpenInvoice[] {
  return accounts(movements)
    .filter(({ open }) => open.minor !== 0)
    .map((one) => ({ ...one, daysLate: daysLate(one, today) }))
    .toSorted((a, b) => b.daysLate - a.daysLate || (rank(a) < rank(b) ? -1 : 1));
}

/** What they come to, in each currency. */
export function sums(invoices: readonly Pick<OpenInvoice, "open">[]): Money[] {
  const byCurrency = Map.groupBy(invoices, ({ open }) => open.currency);
  return [...byCurrency.values()].map((of) => of.map(({ open }) => open).reduce(money.add));
}

/** Each invoice with all that moved it, those of one number in two currencies apart. */
function accounts(movements: readonly Movement[]): Account[] {
  const found = new Map<string, Account>();
  for (const { invoice: number, client, owed, due } of movements) {
    const amount = money.parse(owed);
    const key = `${amount.currency} ${number}`;
    const before = found.get(key) ?? { number, client, open: { ...amount, minor: 0 }, due: null };
    const open = money.add(before.open, amount);
    found.set(key, { ...before, open, due: before.due ?? due });
  }
  return [...found.values()];
}

function daysLate({ due, open }: Account, today: string): number {
  return due === null || open.minor < 0 ? 0 : Math.max(0, daysBetween(due, today));
}

function rank({ due, number }: Account): string {
  return `${due ?? ""} ${number}`;
}
