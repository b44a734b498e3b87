import type { Waiting } from "../../api/contract/report.ts";
import { amount, dayInWords, type Locale } from "../../value/locale.ts";
import { parse } from "../../value/money.ts";
import { hang, table } from "./layout.ts";
import { about, plural } from "./words.ts";

/** What waits on her, on clients and on the bank, with each invoice that is open. */
export function monthWaiting(
  { today, you, mails, invoices, count, owed, late, bank }: Waiting,
  { locale, width }: { locale: Locale; width: number },
): string[] {
  const sum = (amounts: readonly string[]) =>
    amounts.map((text) => amount(parse(text), locale)).join(" + ");
  const decisions =
    you.items === 0 ? "nothing" : `${plural(you.items, "decision")}, ${about(you.minutes)}`;
  const clients = [
    ...(count === 0 ? [] : [`${plural(count, "invoice")}, ${sum(owed)} open`]),
    ...(late.length === 0 ? [] : [`${sum(late)} of it late`]),
    ...(mails === 0 ? [] : [`${plural(mails, "answer")} to a mail`]),
  ];
  const reached =
    bank === null
      ? "no data came yet"
      : `data through ${dayInWords(bank.through)}, ${plural(bank.days, "day")} old`;
  const rows = invoices.map((one) => [
    one.number,
    one.client,
    amount(parse(one.open), locale),
    standing(one),
  ]);
  return [
    `WAITING, as of ${dayInWords(today)}`,
    ...hang("  On you      ", decisions, width),
    ...table(
      you.lines.map(({ number, client, title }) => [`${number}`, client, title]),
      width,
      { indent: 4 },
    ),
    ...more(you.items - you.lines.length),
    ...hang("  On clients  ", clients.join(", ") || "nothing", width),
    ...table(rows, width, { indent: 4 }),
    ...more(count - invoices.length),
    ...hang("  On banks    ", reached, width),
  ];
}

function more(rest: number): string[] {
  return rest === 0 ? [] : [`    and ${rest} more`];
}

function standing({ open, due, daysLate, reminded }: Waiting["invoices"][number]): string {
  if (open.startsWith("-")) return "paid too much";
  const when =
    daysLate > 0
      ? `${plural(daysLate, "day")} late`
      : due === null
        ? "no due day"
        : `due ${dayInWords(due)}`;
  if (reminded === null) return when;
  return `${when}, ${reminded === "given up" ? reminded : `${reminded} reminder`}`;
}
