import { isObject } from "../../value/json.ts";
import * as money from "../../value/money.ts";

/** An invoice of ours, as far as a payment of it names it. */
export type Billed = { number: string; reference: string; gross: string };

const header =
  "Buchungstag;Valutadatum;Auftraggeber / Empfänger;IBAN;Verwendungszweck;Betrag;Währung";

/** `amount`: not just what the invoice is over; `times`: the bank shows the line so often. */
export type Paid = { name: string; on: string; invoice: Billed; amount?: string; times?: number };

/** A bank's file with the lines it has anyway, and those of invoices that were paid. */
export function bankFile(lines: string | null, paid: readonly Paid[]): string {
  const given = (lines ?? header).trimEnd().split(/\r?\n/);
  const added = paid.flatMap((one) => Array.from({ length: one.times ?? 1 }, () => line(one)));
  return `${[...given, ...added].join("\n")}\n`;
}

function line({ name, on, invoice, amount = invoice.gross }: Paid): string {
  const day = on.split("-").toReversed().join(".");
  const { number, reference } = invoice;
  return [day, day, name, "", `${reference} ${number}`, ...germanAmount(amount)].join(";");
}

/** "2856.00 EUR" as "2.856,00" and "EUR". */
function germanAmount(text: string): [string, string] {
  const { currency } = money.parse(text);
  const [whole = "", fraction = ""] = (text.split(" ")[0] ?? "").split(".");
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ".");
  return [fraction === "" ? grouped : `${grouped},${fraction}`, currency];
}

export function billed(result: unknown): Billed | null {
  if (!isObject(result)) return null;
  const { number, reference, gross } = result;
  if (typeof number !== "string" || typeof reference !== "string" || typeof gross !== "string") {
    return null;
  }
  return { number, reference, gross };
}
