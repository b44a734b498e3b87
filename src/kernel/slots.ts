import { Cron } from "croner";
import { remembered } from "../value/remembered.ts";

/**
 * When a five-field cron schedule falls due. Only this file knows the library behind it.
 *
 * SL1 It answers for the instants it is given and reads no clock.
 * SL2 Fields are read in the named time zone. Where clocks skip an hour, a fixed time in it is due when
 *     they have jumped; where an hour comes twice, a fixed time is due once, the first time.
 */
export function slotsBetween(
  cron: string,
  zone: string,
  afterMs: number,
  untilMs: number,
  limit: number,
): number[] {
  const slots: number[] = [];
  let next = nextSlot(cron, zone, afterMs);
  while (next !== null && next <= untilMs && slots.length < limit) {
    slots.push(next);
    next = nextSlot(cron, zone, next);
  }
  return slots;
}

/** The first slot strictly after `afterMs`; null if there is none ever. */
export function nextSlot(cron: string, zone: string, afterMs: number): number | null {
  const after = new Date(afterMs);
  let next: number | null = null;
  for (const one of timesOf(cron)) {
    const at = scheduleOf(`${zone} ${one}`).nextRun(after)?.getTime() ?? null;
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}

/** Beyond so many times a day it is rather an interval. */
const maxTimes = 96;

/** SL2: fixed times, each as a schedule of its own; of several in one the library skips and repeats. */
function timesOf(cron: string): string[] {
  const [minute = "", hour = "", ...days] = cron.trim().split(/\s+/);
  const minutes = listed(minute);
  const hours = listed(hour);
  if (minutes.length * hours.length > maxTimes) return [cron];
  const times = hours.flatMap((h) => minutes.map((m) => [m, h, ...days].join(" ")));
  return times.length === 0 ? [cron] : times;
}

/** The numbers that a field names; none if it is not made of numbers alone. */
function listed(field: string): number[] {
  const parts = field.split(",").map(numbers);
  return parts.every((part) => part.length > 0) ? parts.flat() : [];
}

function numbers(part: string): number[] {
  const [, first, last = first, step = "1"] =
    /^(\d+)(?:-(\d+)(?:\/([1-9]\d*))?)?$/.exec(part) ?? [];
  const from = Number(first);
  const steps = Math.floor((Number(last) - from) / Number(step));
  return Array.from({ length: steps + 1 || 0 }, (_, i) => from + i * Number(step));
}

/** What is wrong with it, in words that complete "…: "; null if nothing is. */
export function checkCron(cron: string, zone: string): string | null {
  const fields = cron.trim().split(/\s+/);
  if (fields.length !== 5) {
    return `"${cron}" has ${fields.length} fields, not five; write minute, hour, day, month, weekday, as in "0 9 * * 1-5"`;
  }
  if (!/^[\d*,/A-Za-z#-]+$/.test(fields.join(""))) {
    return `"${cron}" holds more than numbers, names, "*", ",", "-" and "/"`;
  }
  if (!isZone(zone)) return `"${zone}" is no time zone; write one like "Europe/Berlin"`;
  try {
    // Any fixed instant will do: what is asked is whether a slot ever comes.
    return nextSlot(cron, zone, 0) === null ? `"${cron}" never falls due` : null;
  } catch (error) {
    const { message } = error as Error; // the library throws nothing else
    return `"${cron}" cannot be read (${message.replace(/^CronPattern: /, "")})`;
  }
}

/** By time zone and schedule, a space between them: no zone's name holds one. */
const scheduleOf = remembered(500, (text) => {
  const space = text.indexOf(" ");
  return new Cron(text.slice(space + 1), { timezone: text.slice(0, space), mode: "5-part" });
});

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
