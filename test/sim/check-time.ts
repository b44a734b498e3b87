import { crons } from "./runbooks.ts";
import { textOf } from "../../src/value/json.ts";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** SIM10: every slot is one run or one recorded skip, by a reckoning of our own. */
export function checkSlots(evidence: Evidence): void {
  for (const file of evidence.stage.drawn.files.runbooks) {
    const runbook = textOf(file["runbook"]);
    const cron = cronOf(file["trigger"]);
    if (cron === null) continue;
    const events = evidence.events.filter(({ stream }) => stream === `schedule/${runbook}/0`);
    const opened = events.find(({ type }) => type === "schedule.opened");
    if (opened === undefined) continue;
    const from = Number(opened.data["through"]);
    const dealt = events.flatMap(slotsOf);
    const through = Math.max(from, ...dealt);
    const expected = slotsOfCron(cron, from, evidence.owner.office.clock.now());
    const twice = dealt.find((slot, i) => dealt.indexOf(slot) !== i);
    if (twice !== undefined)
      evidence.break("SIM10", `slot ${text(twice)} of ${runbook} was dealt with twice`);
    for (const slot of dealt) {
      if (!expected.includes(slot))
        evidence.break("SIM10", `${runbook} had no slot at ${text(slot)}`);
    }
    const late = evidence.owner.office.clock.now() - 5 * minuteMs;
    for (const slot of expected) {
      const missed = slot <= through || slot < late;
      if (missed && !dealt.includes(slot)) {
        evidence.break(
          "SIM10",
          `slot ${text(slot)} of ${runbook} is neither a run nor a recorded skip`,
        );
      }
    }
    fired(evidence, runbook, events);
  }
  doubted(evidence);
}

/** While the clock is doubted nobody knows which slots have come. */
function doubted(evidence: Evidence): void {
  let since: number | null = null;
  for (const { type, seq } of evidence.events) {
    if (type === "clock.doubted") since = seq;
    else if (type === "clock.confirmed") since = null;
    else if (since !== null && (type === "slot.fired" || type === "slot.skipped"))
      evidence.break("SIM10", `event ${seq} deals with a slot, and the clock is doubted`);
  }
}

/** A slot that fired is one run, and never before its time. */
function fired(evidence: Evidence, runbook: string, events: readonly Durable[]): void {
  for (const { type, data, at } of events) {
    if (type !== "slot.fired") continue;
    const slot = Number(data["slot"]);
    if (at < slot) evidence.break("SIM10", `slot ${text(slot)} of ${runbook} fired early`);
    const runs = evidence.events.filter((event) => {
      const trigger = event.data["trigger"] as { kind: string; key: string } | undefined;
      const same = trigger?.kind === "time" && trigger.key === String(slot);
      return event.type === "run.started" && same && event.data["runbook"] === runbook;
    });
    if (runs.length !== 1)
      evidence.break("SIM10", `slot ${text(slot)} of ${runbook} began ${runs.length} jobs`);
  }
}

function slotsOf({ type, data }: Durable): number[] {
  if (type === "slot.fired") return [Number(data["slot"])];
  return type === "slot.skipped" ? (data["slots"] as number[]) : [];
}

function cronOf(trigger: unknown): (typeof crons)[number] | null {
  if (typeof trigger !== "object" || trigger === null || !("cron" in trigger)) return null;
  return crons.find((cron) => cron === trigger.cron) ?? null;
}

/** Times of day of each schedule, on its days, in minutes. */
const times: Readonly<
  Record<(typeof crons)[number], { at: readonly number[]; weekdays: boolean }>
> = {
  "0 9 * * *": { at: [540], weekdays: false },
  "30 2 * * *": { at: [150], weekdays: false },
  "0 */8 * * *": { at: [0, 480, 960], weekdays: false },
  "15 6 * * 1-5": { at: [375], weekdays: true },
  "0 2,3 * * *": { at: [120, 180], weekdays: false },
};

function slotsOfCron(cron: (typeof crons)[number], after: number, until: number): number[] {
  const { at, weekdays } = times[cron];
  const slots = new Set<number>();
  for (let day = Math.floor(after / dayMs) - 1; day * dayMs <= until + dayMs; day += 1) {
    const weekday = new Date(day * dayMs).getUTCDay();
    if (weekdays && (weekday === 0 || weekday === 6)) continue;
    for (const minute of at) slots.add(instantOf(day * dayMs + minute * minuteMs));
  }
  return [...slots].filter((slot) => slot > after && slot <= until).toSorted((a, b) => a - b);
}

/**
 * When a clock in Berlin first shows this time; where the hour is skipped, the moment after it. By the
 * rule of the European Union itself, not by the tables of the machine.
 */
function instantOf(local: number): number {
  const winter = local - 60 * minuteMs;
  const summer = local - 120 * minuteMs;
  // Of an hour that comes twice, the first is in summer time.
  if (isSummer(summer)) return summer;
  return isSummer(winter) ? Math.floor(winter / 3_600_000) * 3_600_000 : winter;
}

function isSummer(at: number): boolean {
  const year = new Date(at).getUTCFullYear();
  return at >= lastSunday(year, 2) && at < lastSunday(year, 9);
}

/** One in the morning, universal time, on the last Sunday of the month. */
function lastSunday(year: number, month: number): number {
  const last = Date.UTC(year, month + 1, 0, 1);
  return last - new Date(last).getUTCDay() * dayMs;
}

function text(at: number): string {
  return new Date(at).toISOString();
}
