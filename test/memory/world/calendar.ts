import type { Chance } from "./chance.ts";

export const dayMs = 86_400_000;
export const minuteMs = 60_000;

/** Two years, to the day. */
export const begins = Date.UTC(2024, 9, 1);
export const ends = Date.UTC(2026, 9, 1);

export const months =
  "January February March April May June July August September October November December".split(
    " ",
  );
export const weekdays = "Monday Tuesday Wednesday Thursday Friday".split(" ");

/** At some minute of working hours on a working day near `at`. */
export function atWork(at: number, chance: Chance): number {
  const day = new Date(at);
  const rest = [1, 0, 0, 0, 0, 0, 2][day.getUTCDay()] ?? 0;
  const midnight = Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + rest);
  return midnight + chance.whole(7 * 60, 18 * 60) * minuteMs;
}

/** The next moment at which people write. */
export function awake(at: number): number {
  const day = new Date(at);
  const hour = day.getUTCHours();
  if (hour >= 7 && hour < 21) return at;
  const wait = hour < 7 ? 7 - hour : 31 - hour;
  return at + wait * 60 * minuteMs;
}

/** As people write days: with or without the year, before or behind the month. */
export function dayIn(at: number, chance: Chance): string {
  const date = new Date(at);
  const [day, month, year] = [date.getUTCDate(), date.getUTCMonth(), date.getUTCFullYear()];
  const name = months[month] ?? "";
  return chance.one([
    `${name} ${day}`,
    `the ${ordinal(day)} of ${name}`,
    `${day} ${name} ${year}`,
    `${weekdays[(date.getUTCDay() + 6) % 7] ?? "Saturday"}, ${day} ${name}`,
  ]);
}

export function monthIn(at: number): string {
  const date = new Date(at);
  return `${months[date.getUTCMonth()] ?? ""} ${date.getUTCFullYear()}`;
}

function ordinal(day: number): string {
  const ending = day > 3 && day < 21 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${day}${ending}`;
}

/** Like 2025-03-14T09:20Z. */
export const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}Z`;
