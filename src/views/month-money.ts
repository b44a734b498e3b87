import { daysBetween } from "../value/date.ts";
import * as money from "../value/money.ts";
import type { Money } from "../value/money.ts";
import type { Movement } from "../value/movement.ts";

/** Days of a stretch of time; `until` is the first one behind it. */
export type Days = { from: string; until: string };

/**
 * What a month came to, in one currency, by the books as they stand now.
 *
 * MM1 Invoiced, received, VAT and days to paid are those of the stretch; open and overdue are as of
 *     its end, whatever was paid since.
 * MM2 What was received net of VAT is divided payment by payment, in the proportion of its invoice. Of
 *     one from before the books no VAT is known: what is paid on it counts whole. A fee has none.
 * MM3 An opening is owed and can be overdue, and was invoiced before: it is in no stretch.
 */
export type MonthMoney = {
  invoiced: Money;
  /** Those of which no credit note took back everything by its end. */
  invoices: number;
  /** Credit notes. */
  credits: number;
  received: Money;
  receivedNet: Money;
  open: Money;
  overdue: Money;
  vat: Money;
  /** Days from an invoice to the payment that settled it, on the average of those settled; null: none. */
  daysToPaid: number | null;
};

export function currenciesOf(movements: readonly Movement[]): string[] {
  return [...new Set(movements.map(({ owed }) => money.parse(owed).currency))].toSorted();
}

export function moneyOf(
  movements: readonly Movement[],
  currency: string,
  { from, until }: Days,
): MonthMoney {
  const all = movements
    .filter(({ owed, date }) => money.parse(owed).currency === currency && date < until)
    .toSorted((a, b) => (a.date < b.date ? -1 : 1));
  const within = all.filter(({ date }) => date >= from);
  const billed = within.filter(isBill);
  const paid = within.filter(({ kind }) => kind === "payment" || kind === "refund");
  const sum = (amounts: readonly Money[]) =>
    amounts.reduce(money.add, { minor: 0, currency } satisfies Money);
  const invoices = byInvoice(all);
  const days = invoices.flatMap((one) => settledWithin(one, from));
  return {
    invoiced: sum(billed.map(owedOf)),
    invoices: billed.filter((one) => one.kind === "invoice" && !isTakenBack(one, all)).length,
    credits: billed.filter(({ kind }) => kind === "credit").length,
    received: negative(sum(paid.map(owedOf))),
    receivedNet: negative(sum(paid.map((one) => netOf(one, all)))),
    open: sum(all.map(owedOf)),
    overdue: sum(invoices.filter((one) => isOverdue(one, until)).map(({ open }) => open)),
    vat: sum(billed.map(({ vat }) => money.parse(vat))),
    daysToPaid:
      days.length === 0 ? null : Math.round(days.reduce((a, b) => a + b, 0) / days.length),
  };
}

type Invoice = { moves: readonly Movement[]; open: Money };

function byInvoice(movements: readonly Movement[]): Invoice[] {
  const groups = Map.groupBy(movements, ({ invoice }) => invoice);
  return [...groups.values()].map((moves) => ({
    moves,
    open: moves.map(owedOf).reduce(money.add),
  }));
}

/** How long it took, where the payment that left nothing open lies in the stretch. */
function settledWithin({ moves }: Invoice, from: string): number[] {
  const issued = moves.find(({ kind }) => kind === "invoice");
  if (issued === undefined) return [];
  let minor = 0;
  let settled: Movement | null = null;
  for (const move of moves) {
    minor += owedOf(move).minor;
    settled = minor > 0 ? null : (settled ?? move);
  }
  if (settled?.kind !== "payment" || settled.date < from) return [];
  return [daysBetween(issued.date, settled.date)];
}

function isOverdue({ moves, open }: Invoice, until: string): boolean {
  return open.minor > 0 && moves.some(({ due }) => due !== null && due < until);
}

/** Of a payment, what is not VAT (MM2). */
function netOf(move: Movement, all: readonly Movement[]): Money {
  const owed = owedOf(move);
  const bills = all.filter(
    (one) => one.invoice === move.invoice && (isBill(one) || one.kind === "fee"),
  );
  const gross = bills.reduce((sum, one) => sum + owedOf(one).minor, 0);
  const vat = bills.reduce((sum, one) => sum + money.parse(one.vat).minor, 0);
  if (vat <= 0 || gross <= vat) return owed;
  return money
    .allocate(owed, [gross - vat, vat])
    .slice(0, 1)
    .reduce(money.add);
}

/** Whether credit notes took back all of it. */
function isTakenBack({ invoice }: Movement, all: readonly Movement[]): boolean {
  const bills = all.filter((one) => one.invoice === invoice && isBill(one));
  return bills.reduce((sum, one) => sum + owedOf(one).minor, 0) <= 0 && bills.length > 1;
}

function isBill({ kind }: Movement): boolean {
  return kind === "invoice" || kind === "credit";
}

function owedOf({ owed }: Movement): Money {
  return money.parse(owed);
}

function negative({ minor, currency }: Money): Money {
  return { minor: 0 - minor, currency };
}
