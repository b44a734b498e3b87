import { Cron } from "croner";

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
  return schedule(cron, zone).nextRun(new Date(afterMs))?.getTime() ?? null;
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

const maxSchedules = 500;
const schedules = new Map<string, Cron>();

function schedule(cron: string, zone: string): Cron {
  const key = `${zone}\n${cron}`;
  let known = schedules.get(key);
  if (known === undefined) {
    known = new Cron(cron, { timezone: zone, mode: "5-part", paused: true });
    if (schedules.size >= maxSchedules) schedules.clear();
    schedules.set(key, known);
  }
  return known;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
