import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import * as date from "../../value/date.ts";
import { instantOf } from "../../value/local-time.ts";
import { dayOf } from "../../value/locale.ts";
import * as money from "../../value/money.ts";
import type { Movement } from "../../value/movement.ts";
import { offerOf } from "../../views/autonomy.ts";
import { currenciesOf, type Days, type MonthMoney, moneyOf } from "../../views/month-money.ts";
import type { Beside, MonthReport } from "../contract/report.ts";
import { doneIn } from "./done.ts";
import { minutesOfRow } from "./inbox.ts";
import { waiting } from "./month-waiting.ts";
import { won } from "./won.ts";

/** A month as days, and as instants where the company is. */
type Month = { name: string; days: Days; from: number; until: number };

/**
 * What a month came to. Money is what the books say, so that it agrees with them; the rest is what is
 * on record. Asked again later it says the same, but for what was entered into the books since, and for
 * what waits, which is told as it is then.
 */
export async function report(owner: Owner, name: string): Promise<MonthReport> {
  const { office, store } = owner;
  await office.book.committed();
  const { company } = office.settings;
  const now = monthOf(name, company.timeZone);
  const before = monthOf(monthBefore(name), company.timeZone);
  const both = async <T>(figure: (month: Month) => Promise<T>): Promise<Beside<T>> => ({
    now: await figure(now),
    before: await figure(before),
  });
  const { moved, unreadable } = await movementsOf(owner);
  const rate = taxRate(company.details["incomeTax"]);
  const answers = await store.find({ table: "answer", order: [{ column: "seq" }] });
  const did = await both((month) => doneIn(owner, month));
  const offered = offerOf(answers.map((row) => ({ at: Number(row["at"]), ...actionOf(row) })));
  return {
    month: name,
    before: before.name,
    over: office.clock.now() >= now.until,
    company: company.name,
    currency: company.currency,
    locale: company.locale,
    timeZone: company.timeZone,
    money: currencies(moved, company.currency).map((currency) =>
      moneyLine(
        { now: moneyOf(moved, currency, now.days), before: moneyOf(moved, currency, before.days) },
        currency,
        rate,
      ),
    ),
    decisions: await both(async (month) => decisions(answers, month, await minutes(owner, month))),
    done: { now: did.now.done, before: did.before.done },
    alone: { now: did.now.alone, before: did.before.alone },
    learnt: await both(async (month) => ({
      facts: await count(owner, "fact", {}, month, "at"),
      corrections: answered(answers, month).filter((row) => row["said"] === "edited").length,
      heuristics: answered(answers, month).filter((row) => row["said"] === "consented").length,
    })),
    won: await both((month) => won(owner, month)),
    spentMicros: await both((month) => spent(owner, month)),
    wrong: await wrong(owner, both),
    offer: offered,
    unknown: [
      ...unreadable,
      ...(rate !== null && isPaidOfBefore(moved, now.days)
        ? [
            "the VAT in payments for invoices from before these books: they count whole for income tax",
          ]
        : []),
      ...(rate === null
        ? [
            'what to put aside for income tax: write "incomeTax: 30" (percent) under company.details',
          ]
        : []),
      "work revived: silent quotes are not followed up yet",
    ],
    waiting: await waiting(owner, moved),
  };
}

function monthOf(name: string, zone: string): Month {
  const from = `${name}-01`;
  const until = date.formatDay(date.parse(date.monthEnd(from)) + 86_400_000);
  return {
    name,
    days: { from, until },
    from: instantOf(`${from} 00:00`, zone),
    until: instantOf(`${until} 00:00`, zone),
  };
}

function monthBefore(name: string): string {
  return date.formatDay(date.parse(`${name}-01`) - 86_400_000).slice(0, 7);
}

/** Books that cannot be read now are named, and their figures are missing. */
async function movementsOf({
  office,
}: Owner): Promise<{ moved: Movement[]; unreadable: string[] }> {
  const moved: Movement[] = [];
  const unreadable: string[] = [];
  for (const [name, connector] of office.connectors) {
    if (connector.movements === undefined) continue;
    try {
      moved.push(...(await connector.movements()));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      unreadable.push(`what stands in "${name}": ${why}`);
    }
  }
  return { moved, unreadable };
}

function currencies(moved: readonly Movement[], own: string): string[] {
  return [own, ...currenciesOf(moved).filter((currency) => currency !== own)];
}

function moneyLine(
  { now, before }: Beside<MonthMoney>,
  currency: string,
  rate: number | null,
): MonthReport["money"][number] {
  const beside = (figure: (month: MonthMoney) => money.Money): Beside<string> => ({
    now: money.format(figure(now)),
    before: money.format(figure(before)),
  });
  return {
    currency,
    invoices: { now: now.invoices, before: before.invoices },
    credits: { now: now.credits, before: before.credits },
    invoiced: beside((month) => month.invoiced),
    received: beside((month) => month.received),
    open: beside((month) => month.open),
    overdue: beside((month) => month.overdue),
    vat: beside((month) => month.vat),
    tax: rate === null ? null : beside((month) => money.percent(month.receivedNet, rate)),
    daysToPaid: { now: now.daysToPaid, before: before.daysToPaid },
  };
}

/** MM2. */
function isPaidOfBefore(moved: readonly Movement[], { from, until }: Days): boolean {
  const before = new Set(moved.filter(({ kind }) => kind === "opening").map((m) => m.invoice));
  return moved.some(
    ({ kind, invoice, date: day }) =>
      kind === "payment" && before.has(invoice) && day >= from && day < until,
  );
}

function taxRate(given: unknown): number | null {
  return typeof given === "number" && given >= 0 && given <= 100 ? given : null;
}

function actionOf(row: Row): { action: string; said: string } {
  return { action: String(row["action"]), said: String(row["said"]) };
}

function answered(rows: readonly Row[], { from, until }: Month): Row[] {
  return rows.filter((row) => Number(row["at"]) >= from && Number(row["at"]) < until);
}

function decisions(rows: readonly Row[], month: Month, took: number) {
  const own = answered(rows, month);
  const said = (word: string) => own.filter((row) => row["said"] === word).length;
  return { count: own.length, changed: said("edited"), denied: said("denied"), minutes: took };
}

/** Of items that came up in the month and are settled, as the inbox reckons them. */
async function minutes({ store }: Owner, { from, until }: Month): Promise<number> {
  const rows = await store.find({
    table: "item",
    where: { status: "closed" },
    above: { opened_at: from - 1 },
    below: { opened_at: until },
  });
  return rows.reduce((sum, row) => sum + minutesOfRow(row), 0);
}

function count(
  { store }: Owner,
  table: string,
  where: Readonly<Record<string, string | number>>,
  { from, until }: Month,
  column: string,
): Promise<number> {
  return store.count({ table, where, above: { [column]: from - 1 }, below: { [column]: until } });
}

async function spent({ store, office }: Owner, { from, until }: Month): Promise<number> {
  const { timeZone } = office.settings.company;
  const scopes: string[] = [];
  for (let at = from; at < until; at += 43_200_000) scopes.push(`day/${dayOf(at, timeZone)}`);
  const rows = await store.find({ table: "spent", where: { scope: [...new Set(scopes)] } });
  return rows.reduce((sum, row) => sum + Number(row["micros"]), 0);
}

/** Kinds of items that tell of something that went wrong, in her words. */
const mishaps: Readonly<Record<string, string>> = {
  failed: "jobs that got stuck",
  unknown: "acts that may or may not have been done",
  "held-late": "acts kept back: they were late",
  "held-conflict": "acts kept back: another was for the same",
  "held-budget": "acts kept back: a budget was used up",
  undo: "acts that could not be taken back",
  damaged: "things that came and could not be read",
  suspicious: "suspicious mails, left alone",
  clock: "jumps of this computer's clock",
};

async function wrong(
  owner: Owner,
  both: <T>(figure: (month: Month) => Promise<T>) => Promise<Beside<T>>,
): Promise<MonthReport["wrong"]> {
  const found: MonthReport["wrong"] = [];
  for (const [kind, what] of Object.entries(mishaps)) {
    const times = await both((month) => count(owner, "item", { kind }, month, "opened_at"));
    if (times.now > 0 || times.before > 0) found.push({ what, times });
  }
  return found;
}
