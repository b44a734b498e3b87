import type { Owner } from "../../engine/owner.ts";
import { opaque } from "../../engine/office.ts";
import { inboundOf } from "../../engine/streams.ts";
import { daysBetween } from "../../value/date.ts";
import { isObject, textOf } from "../../value/json.ts";
import { dayOf } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Movement } from "../../value/movement.ts";
import { type OpenInvoice, openInvoices, sums } from "../../views/open-invoices.ts";
import type { Waiting } from "../contract/report.ts";
import { readRecord } from "./memory/records.ts";
import { inbox } from "./inbox.ts";

const mostItems = 5;
const mostInvoices = 20;
/** Files of the bank need not come in the order of their days. */
const lastStatements = 20;

/** What waits now: on her, on clients, on the bank. */
export async function waiting(owner: Owner, moved: readonly Movement[]): Promise<Waiting> {
  const { store, office } = owner;
  const today = dayOf(office.clock.now(), office.settings.company.timeZone);
  const { lines, minutes } = await inbox(owner);
  const open = openInvoices(moved, today);
  return {
    today,
    you: {
      items: lines.length,
      minutes,
      lines: lines
        .slice(0, mostItems)
        .map(({ number, client, title }) => ({ number, client, title })),
    },
    mails: await store.count({ table: "waiting", where: { type: "mail.received" } }),
    invoices: await Promise.all(
      open.slice(0, mostInvoices).map(async (one) => ({
        ...one,
        open: money.format(one.open),
        reminded: await reminded(owner, one),
      })),
    ),
    count: open.length,
    owed: sums(open).map(money.format),
    late: sums(open.filter(({ daysLate }) => daysLate > 0)).map(money.format),
    bank: await bank(owner, today),
  };
}

/** What the record of an invoice says of reminders. */
async function reminded(owner: Owner, { number }: OpenInvoice): Promise<string | null> {
  const key = opaque(owner.office, "record", "invoice", number);
  const { facts } = await readRecord(owner, "invoice", key);
  const now = (field: string) => facts[field]?.at(-1)?.value;
  if (now("stage") === "given up") return "given up";
  return textOf(now("reminded")) || null;
}

async function bank({ store, journal }: Owner, today: string): Promise<Waiting["bank"]> {
  const rows = await store.find({
    table: "arrival",
    where: { type: "bank.statement" },
    order: [{ column: "seq", descending: true }],
    limit: lastStatements,
  });
  let through = "";
  for (const row of rows) {
    const events = await journal.load(inboundOf(String(row["id"])).name);
    const content = events.find(({ type }) => type === "inbound.received")?.values["event"]?.value;
    const day = isObject(content) ? content["through"] : null;
    if (typeof day === "string" && day > through) through = day;
  }
  return through === "" ? null : { through, days: Math.max(0, daysBetween(through, today)) };
}
