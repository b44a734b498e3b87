import { isObject } from "../../value/json.ts";
import * as money from "../../value/money.ts";

/** An invoice of ours, as far as a payment of it names it. */
export type Billed = { number: string; reference: string; gross: string };

const header =
  "Buchungstag;Valutadatum;Auftraggeber / Empfänger;IBAN;Verwendungszweck;Betrag;Währung";

/** A bank's file with the lines it has anyway, and one for each invoice that was paid. */
export function bankFile(
  lines: string | null,
  paid: readonly { name: string; on: string; invoice: Billed }[],
): string {
  const given = (lines ?? header).trimEnd().split(/\r?\n/);
  return `${[...given, ...paid.map(line)].join("\n")}\n`;
}

function line({ name, on, invoice }: { name: string; on: string; invoice: Billed }): string {
  const day = on.split("-").toReversed().join(".");
  const { number, reference, gross } = invoice;
  return [day, day, name, "", `${reference} ${number}`, ...germanAmount(gross)].join(";");
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
