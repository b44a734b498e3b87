import type { Span } from "./dates.ts";
import { stemsIn } from "./words.ts";

/**
 * The words by which a passage would name a time in full, each as stems of which any counts: a month
 * with its year, or a day with its month. Null for what is no month and no day.
 */
export function timeWords(span: Span): string[][] | null {
  if ("month" in span)
    return span.day === null ? null : [monthStems(span.month), dayStems(span.day)];
  const from = new Date(span.from);
  const [year, month, day] = [from.getUTCFullYear(), from.getUTCMonth(), from.getUTCDate()];
  if (span.to === Date.UTC(year, month, day + 1)) return [monthStems(month), dayStems(day)];
  const whole = day === 1 && span.to === Date.UTC(year, month + 1, 1);
  return whole ? [monthStems(month), [`${year}`]] : null;
}

const monthStems = (month: number): string[] => months.slice(month, month + 1).flatMap(stemsIn);

const dayStems = (day: number): string[] =>
  ["", "st", "nd", "rd", "th"].map((end) => `${day}${end}`);

const months = [
  "January Jan",
  "February Feb",
  "March Mar",
  "April Apr",
  "May",
  "June Jun",
  "July Jul",
  "August Aug",
  "September Sept Sep",
  "October Oct",
  "November Nov",
  "December Dec",
];
