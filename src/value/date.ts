import { Malformed } from "./malformed.ts";

/**
 * Dates ("2026-06-01") and instants ("2026-06-01T10:00:00Z", RFC 3339) as text. A date counts as its
 * first moment in UTC; an instant is always written in UTC.
 */
const dayMs = 86_400_000;
const shape =
  /^(\d{4}-\d{2}-\d{2})(?:T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d)))?$/;

/** Epoch milliseconds. */
export function parse(text: string): number {
  const [, day, hour, minute, second, fraction, sign, offHour, offMinute] = shape.exec(text) ?? [];
  const midnight = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  // The 30th of February reads as the 1st of March in some engines: what was read is written again.
  if (Number.isNaN(midnight) || formatDay(midnight) !== day) {
    throw new Malformed(
      `Cannot read "${text}" as a date: write it like "2026-06-01" or "2026-06-01T10:00:00Z"`,
    );
  }
  if (hour === undefined) return midnight;
  const ofDay = minutes(hour, minute) * 60_000 + Number(second) * 1000;
  const offset = minutes(offHour, offMinute) * 60_000 * (sign === "-" ? -1 : 1);
  return midnight + ofDay + Math.floor(Number(fraction ?? 0) * 1000) - offset;
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

export function formatDay(ms: number): string {
  return iso(ms).slice(0, 10);
}

/** The last day of the month of a day or an instant. */
export function monthEnd(text: string): string {
  const at = new Date(parse(text));
  return formatDay(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0));
}

export function formatInstant(ms: number): string {
  return iso(ms).replace(".000Z", "Z");
}

/** Whole days from the one to the other, negative if the other is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.trunc((parse(to) - parse(from)) / dayMs) + 0;
}

function minutes(hour = "0", minute = "0"): number {
  return Number(hour) * 60 + Number(minute);
}

function iso(ms: number): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) {
    throw new Malformed(
      `Cannot write the instant ${ms} as a date: it lies outside four-digit years`,
    );
  }
  return date.toISOString();
}
