import * as date from "./date.ts";
import { Malformed } from "./malformed.ts";

/**
 * Lengths of time as ISO 8601 durations: "P14D", "PT4H", "-P3D". A day is always 24 hours; months and
 * years have no fixed length and are refused.
 */
const shape =
  /^(-?)P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?)?$/;
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;

/** Milliseconds. */
export function parse(text: string): number {
  const match = shape.exec(text);
  if (match === null)
    throw new Malformed(`Cannot read "${text}" as a length of time: ${why(text)}`);
  const [, sign, weeks, days, hours, minutes, seconds, fraction = ""] = match;
  const ms =
    count(weeks) * weekMs +
    count(days) * dayMs +
    count(hours) * hourMs +
    count(minutes) * minuteMs +
    count(seconds) * secondMs +
    Number(fraction.padEnd(3, "0"));
  if (!Number.isSafeInteger(ms)) {
    throw new Malformed(`Cannot read "${text}" as a length of time: it is too long`);
  }
  return sign === "-" ? 0 - ms : ms;
}

/** The shortest text that reads back as the same length, in days at most. */
export function format(ms: number): string {
  let rest = Math.abs(ms);
  const take = (unitMs: number, unit: string): string => {
    const units = Math.floor(rest / unitMs);
    rest -= units * unitMs;
    return units === 0 ? "" : `${units}${unit}`;
  };
  const days = take(dayMs, "D");
  const time = take(hourMs, "H") + take(minuteMs, "M") + (rest === 0 ? "" : `${rest / secondMs}S`);
  if (days === "" && time === "") return "PT0S";
  return `${ms < 0 ? "-" : ""}P${days}${time === "" ? "" : `T${time}`}`;
}

/** A date stays a date, and takes whole days only; an instant stays an instant, in UTC. */
export function addToDate(text: string, duration: string): string {
  const lengthMs = parse(duration);
  const at = date.parse(text) + lengthMs;
  if (!date.isDay(text)) return date.formatInstant(at);
  if (lengthMs % dayMs !== 0) {
    throw new Malformed(
      `Cannot add "${duration}" to the date "${text}": it is no whole number of days`,
    );
  }
  return date.formatDay(at);
}

function count(digits = "0"): number {
  return Number(digits);
}

function why(text: string): string {
  if (/^-?P[^T]*\d[MY]/.test(text)) {
    return 'months and years have no fixed length; write days, as in "P30D"';
  }
  return 'write it like "P14D" or "PT4H30M"';
}
