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

/**
 * What clients owe, by the books, on a day.
 *
 * OI1 All of them together come to what the books say is owed: nothing that is open is left out.
 * OI2 The latest stands first.
 */
export function openInvoices(movements: readonly Movement[], today: string): OpenInvoice[] {
  const groups = Map.groupBy(
    movements,
    ({ invoice, owed }) => `${money.parse(owed).currency} ${invoice}`,
  );
  return [...groups.values()]
    .flatMap((moves) => opened(moves, today))
    .filter(({ open }) => open.minor !== 0)
    .toSorted((a, b) => b.daysLate - a.daysLate || compare(a, b));
}

/** What they come to, in each currency. */
export function sums(invoices: readonly Pick<OpenInvoice, "open">[]): Money[] {
  const byCurrency = Map.groupBy(invoices, ({ open }) => open.currency);
  return [...byCurrency.values()].map((of) => of.map(({ open }) => open).reduce(money.add));
}

function opened(moves: readonly Movement[], today: string): OpenInvoice[] {
  const [first] = moves;
  if (first === undefined) return [];
  const open = moves.map(({ owed }) => money.parse(owed)).reduce(money.add);
  const due = moves.find((one) => one.due !== null)?.due ?? null;
  const late = due === null || open.minor < 0 ? 0 : daysBetween(due, today);
  const { invoice: number, client } = first;
  return [{ number, client, open, due, daysLate: Math.max(0, late) }];
}

function compare(a: OpenInvoice, b: OpenInvoice): number {
  const [one, other] = [`${a.due ?? ""} ${a.number}`, `${b.due ?? ""} ${b.number}`];
  return one < other ? -1 : 1;
}
