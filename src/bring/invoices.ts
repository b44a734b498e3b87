import type { InvoiceRow } from "../api/contract/bring.ts";
import { dateOrder, readAmount, readDay } from "../connectors/bank/cells.ts";
import { normalise, valid } from "../value/creditor-reference.ts";
import { compare, format } from "../value/money.ts";
import type { Listed, Refused } from "./listed.ts";
import { type Column, readTable, type Row } from "./table.ts";

type Key = "number" | "client" | "amount" | "currency" | "open" | "due" | "reference";

const columns: readonly Column<Key>[] = [
  {
    key: "number",
    needed: true,
    names: [
      "number",
      "invoice number",
      "invoice no",
      "invoice",
      "rechnungsnummer",
      "rechnungsnr",
      "rechnung nr",
      "nummer",
      "belegnummer",
    ],
  },
  {
    key: "client",
    needed: true,
    names: ["client", "customer", "kunde", "kundenname", "name", "company", "firma", "email"],
  },
  {
    key: "amount",
    needed: true,
    names: ["amount", "gross", "total", "betrag", "brutto", "bruttobetrag", "summe"],
  },
  { key: "currency", needed: false, names: ["currency", "wahrung", "waehrung"] },
  {
    key: "open",
    needed: false,
    names: ["open", "outstanding", "balance", "offen", "offener betrag", "restbetrag"],
  },
  {
    key: "due",
    needed: true,
    names: ["due", "due date", "fallig", "fallig am", "faellig am", "falligkeit", "zahlbar bis"],
  },
  {
    key: "reference",
    needed: false,
    names: ["reference", "payment reference", "referenz", "verwendungszweck"],
  },
];

/** `currency` counts where a line names no other. */
export function readInvoices(bytes: Buffer, currency: string): Listed<InvoiceRow> {
  const { rows, strange, torn } = readTable(bytes, columns);
  const refused: Refused[] = [...torn];
  const invoices: InvoiceRow[] = [];
  const order = dateOrder(rows.map(({ cells }) => cells.due));
  for (const row of rows) {
    const read = invoiceOf(row, currency, order);
    if (typeof read === "string") refused.push({ line: row.line, reason: read });
    else invoices.push(read);
  }
  return { rows: invoices, refused, strange, known: columns.map(({ key }) => key) };
}

/** The reason why not, as a text. */
function invoiceOf(
  { line, cells }: Row<Key>,
  usual: string,
  order: Parameters<typeof readDay>[1],
): InvoiceRow | string {
  const { number, client } = cells;
  if (number === "" || number.length > 40) return "it has no invoice number of 1 to 40 characters";
  if (client === "" || client.length > 300) return "it names no client";
  const currency = cells.currency === "" ? usual : cells.currency.toUpperCase();
  const gross = readAmount(cells.amount, currency);
  if (gross === null) return `"${cells.amount}" is no amount, like 1190.00`;
  const open = cells.open === "" ? gross : readAmount(cells.open, currency);
  if (open === null) return `"${cells.open}" is no amount, like 1190.00`;
  if (gross.minor <= 0) return "its amount is not more than nothing";
  if (open.minor <= 0) return "nothing of it is open";
  if (open.currency !== gross.currency || compare(open, gross) > 0) {
    return "more of it is open than it was about";
  }
  const due = readDay(cells.due, order);
  if (due === null) return `"${cells.due}" is no day, like 2026-06-30`;
  const reference = valid(cells.reference) ? normalise(cells.reference) : cells.reference;
  if (reference.length > 140) return "its reference is longer than 140 characters";
  return { line, number, client, gross: format(gross), open: format(open), due, reference };
}
