import { ofJson } from "../../value/digest.ts";
import * as creditor from "../../value/creditor-reference.ts";
import * as iban from "../../value/iban.ts";
import type { Money } from "../../value/money.ts";
import { dateOrder, readAmount, readDay, unsigned, type DateOrder } from "./cells.ts";
import type { Column, Columns } from "./columns.ts";
import type { PaymentSeen } from "./seen.ts";
import type { Row, Table } from "./table.ts";

export type Line = { incoming: boolean; content: PaymentSeen };
/** `from`: the first day of which nothing is sure while the row is not read; "" where none is. */
export type BadRow = { line: number; text: string; reason: string; from: string };

/**
 * The payments of one file, oldest first.
 *
 * BL1 A line is itself by account, day, amount, reference, counterparty, and how many equal ones
 *     stand before it in the same file: exports that overlap do not double, and two equal payments
 *     in one file are two.
 * BL2 A row is read whole or reported; no field is guessed.
 * BL3 A row whose day cannot be read is of the day of the line before it, or a later one; where lines
 *     stand in no order, of any.
 */
export function linesOf(
  table: Table,
  account: string,
  currency: string,
  given: DateOrder | null,
): { lines: Line[]; bad: BadRow[] } {
  const { columns, rows } = table;
  const cell = (row: Row, column: Column) => row.cells[columns[column] ?? -1] ?? "";
  const order = given ?? dateOrder(rows.map((row) => cell(row, "date")));
  const lines: Line[] = [];
  const bad: (BadRow & { known: boolean })[] = [];
  const earlier = new Map<string, number>();
  let last = "";
  let ordered = true;
  // Banks that write the newest first are read from below: a day's lines come in their order.
  for (const row of newestFirst(rows, columns, order) ? rows.toReversed() : rows) {
    const day = readDay(cell(row, "date"), order);
    const written = cell(row, "currency");
    const amount = amountOf(row, columns, written === "" ? currency : written.toUpperCase());
    if (day !== null && day < last) ordered = false;
    if (day === null || amount === null) {
      const reason = complaint(day, amount, cell(row, "date"), amountText(row, columns));
      const text = row.cells.join("; ");
      if (!remark(row))
        bad.push({ line: row.line, text, reason, from: day ?? last, known: day !== null });
      continue;
    }
    last = day;
    // Banks put notices between the lines: they move nothing.
    if (amount.minor === 0) continue;
    const incoming = amount.minor > 0;
    const facts = {
      account,
      date: day,
      amount: unsigned(amount),
      reference: cell(row, "reference"),
      counterparty: cell(row, "counterparty") || cell(row, incoming ? "payer" : "payee"),
    };
    const same = ofJson({ ...facts, incoming });
    const nth = (earlier.get(same) ?? 0) + 1;
    earlier.set(same, nth);
    const other = iban.normalise(cell(row, "iban"));
    lines.push({
      incoming,
      content: {
        ...facts,
        structuredReference: creditor.find(facts.reference),
        iban: iban.valid(other) ? other : null,
        line: named(same, nth),
        nth,
        first: nth === 1 ? null : named(same, 1),
      },
    });
  }
  return {
    lines: lines.toSorted((a, b) => byDay(a.content.date, b.content.date)),
    bad: bad.map(({ known, ...row }) => ({ ...row, from: known || ordered ? row.from : "" })),
  };
}

function named(same: string, nth: number): string {
  return ofJson({ same, nth }).slice(0, 32);
}

function byDay(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function newestFirst(rows: readonly Row[], columns: Columns, order: DateOrder): boolean {
  const days = rows
    .map((row) => readDay(row.cells[columns.date ?? -1] ?? "", order))
    .filter((day) => day !== null);
  return (days[0] ?? "") > (days.at(-1) ?? "");
}

/** In one column with a sign, in one with a letter beside it, or in one of two columns. */
function amountOf(row: Row, columns: Columns, currency: string): Money | null {
  const read = (column: Column) => {
    const at = columns[column];
    const text = at === undefined ? "" : (row.cells[at] ?? "");
    return text === "" ? null : readAmount(text, currency);
  };
  const amount = read("amount");
  if (amount !== null) {
    const sign = (row.cells[columns.sign ?? -1] ?? "").toUpperCase();
    return /^(S|D|DBIT|SOLL|DEBIT)$/.test(sign) ? negative(amount) : amount;
  }
  const credit = read("credit");
  if (credit !== null && credit.minor !== 0) return credit;
  const debit = read("debit");
  return debit === null ? credit : negative(debit);
}

function negative(amount: Money): Money {
  return { ...amount, minor: -Math.abs(amount.minor) };
}

function amountText(row: Row, columns: Columns): string {
  const at = [columns.amount, columns.credit, columns.debit];
  return at.map((i) => row.cells[i ?? -1] ?? "").find((text) => text !== "") ?? "";
}

/** What banks write below their lines: balances, sums, and notes on how complete the file is. */
const remarks =
  /^(\*+\s*)?(alter |neuer |anfangs|end|opening |closing |start(ing)? |end(ing)? )?(konto)?(saldo|kontostand|balance|summe|gesamt(betrag)?|total|sum)\b/i;
const notes = /^(\*+\s*)?(keine weiteren|ende der|end of|erstellt|created|exported|stand\b)/i;

/** Recognised by its words: anything else may be a payment that was spoilt. */
function remark(row: Row): boolean {
  const [first = "", ...rest] = row.cells.filter((cell) => cell !== "");
  if (first === "") return true;
  return remarks.test(first) || (rest.length === 0 && notes.test(first));
}

function complaint(day: string | null, amount: Money | null, date: string, sum: string): string {
  if (day === null) return `"${date}" is no date`;
  return amount === null ? `"${sum}" is no amount` : "";
}
