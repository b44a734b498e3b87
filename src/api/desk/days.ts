import type { Owner } from "../../engine/owner.ts";
import { dayInWords, dayOf } from "../../value/locale.ts";

const hourMs = 3_600_000;

/** A length of time as people say it: hours up to two days, days up to two weeks, then weeks. */
export function spanOf(ms: number): string {
  const hours = Math.round(ms / hourMs);
  if (hours === 0) return "less than an hour";
  if (hours === 1) return "an hour";
  if (hours <= 48) return `${hours} h`;
  const days = Math.round(hours / 24);
  return days <= 14 ? `${days} days` : `${Math.round(days / 7)} weeks`;
}

/** The day of an instant where the company is: "2 June 2026". */
export function dayText({ office }: Pick<Owner, "office">, at: number): string {
  return dayInWords(dayOf(at, office.settings.company.timeZone));
}

/** The time of day, with its day where that is another than today: "16:13", "3 June 2026, 16:13". */
export function whenText({ office }: Pick<Owner, "office">, at: number): string {
  const { timeZone } = office.settings.company;
  const today = dayOf(office.clock.now(), timeZone) === dayOf(at, timeZone);
  const time = timeText({ office }, at);
  return today ? time : `${dayText({ office }, at)}, ${time}`;
}

/** The time of day of an instant where the company is: "14:05". */
export function timeText({ office }: Pick<Owner, "office">, at: number): string {
  const { timeZone } = office.settings.company;
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(at);
}
