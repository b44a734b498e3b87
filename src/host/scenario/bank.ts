import { parse } from "../../value/money.ts";

/** A line of the bank with everything filled in. `amount` is decimal text with its currency. */
export type Line = { on: string; name: string; iban: string; reference: string; amount: string };

/** A bank's file of these lines. */
export function bankText(lines: readonly Line[]): string {
  const rows = lines.map(({ on, name, iban, reference, amount }) => [
    on,
    name,
    iban,
    reference,
    amount.split(" ")[0] ?? "",
    parse(amount).currency,
  ]);
  const header = ["Date", "Name", "IBAN", "Reference", "Amount", "Currency"];
  return [header, ...rows].map((row) => `${row.map(quoted).join(";")}\n`).join("");
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}
