import { minorDigits } from "./currency.ts";
import { type Money, parse } from "./money.ts";
import { remembered } from "./remembered.ts";

/** Amounts and dates as people read them on a document, in the company's locale. */
export type Locale = {
  numbers: Intl.NumberFormat;
  days: Intl.DateTimeFormat;
  months: Intl.DateTimeFormat;
  language: string;
};

/** Plain "en" writes dates as 2 June 2026: on an invoice 6/2 and 2/6 are two weeks' interest apart. */
export function locale(tag: string): Locale {
  const known = supported(tag);
  const written = known === "en" ? "en-GB" : known;
  return {
    numbers: new Intl.NumberFormat(known, { useGrouping: "always", maximumFractionDigits: 3 }),
    days: new Intl.DateTimeFormat(written, { dateStyle: "long", timeZone: "UTC" }),
    months: new Intl.DateTimeFormat(written, { month: "long", year: "numeric", timeZone: "UTC" }),
    language: new Intl.Locale(known).language,
  };
}

function supported(tag: string): string {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag)[0] ?? "en";
  } catch {
    return "en";
  }
}

/** "2,400.00" without its currency; a real minus sign, no wider than a digit. */
export function number({ minor, currency }: Money, { numbers }: Locale): string {
  const digits = minorDigits(currency) ?? 2;
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = numbers.format(BigInt(text.slice(0, text.length - digits)));
  const fraction = digits === 0 ? "" : decimalMark(numbers) + text.slice(-digits);
  return `${minor < 0 ? "\u2212" : ""}${whole}${fraction}`;
}

/** "2,400.00 EUR". */
export function amount(money: Money, locale: Locale): string {
  return `${number(money, locale)} ${money.currency}`;
}

/**
 * A sentence whose amounts are as people write them. What stands in quotes is to be typed as it is, and
 * what is no amount, or written already, stays.
 */
export function amountsIn(sentence: string, tag: string): string {
  return sentence.replaceAll(quotedOrAmount, (found: string) => {
    try {
      return amount(parse(found), known(tag));
    } catch {
      return found;
    }
  });
}

const known = remembered(20, locale);

const quotedOrAmount = /"[^"]*"|(?<![\d.,])-?\d+(?:\.\d+)? [A-Z]{3}\b/gu;

/** A decimal text such as "1.5". */
export function quantity(text: string, { numbers }: Locale): string {
  return text.replace(".", decimalMark(numbers));
}

/** A calendar day such as "2026-06-02": "2 June 2026". */
export function day(iso: string, { days }: Locale): string {
  return days.format(new Date(`${iso}T00:00:00Z`));
}

/** A month such as "2026-06": "June 2026". */
export function month(iso: string, { months }: Locale): string {
  return months.format(new Date(`${iso}-01T00:00:00Z`));
}

const english = remembered(1, locale);

/** As screens say it, whose words are English whatever the documents are: "2 June 2026". */
export function dayInWords(iso: string): string {
  return day(iso, english("en"));
}

/** "June 2026". */
export function monthInWords(iso: string): string {
  return month(iso, english("en"));
}

function decimalMark(numbers: Intl.NumberFormat): string {
  return numbers.format(0.5).replaceAll(/\p{Nd}/gu, "");
}

/** Made once per zone: making one costs fifty times as much as using it. */
const daysIn = remembered(
  20,
  (timeZone) =>
    new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    }),
);

/** The calendar day of an instant where the company is. */
export function dayOf(at: number, timeZone: string): string {
  const parts = daysIn(timeZone).formatToParts(at);
  const found = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${found["year"]}-${found["month"]}-${found["day"]}`;
}

/** The calendar day so many days later. */
export function daysAfter(iso: string, count: number): string {
  const dayMs = 86_400_000;
  return new Date(Date.parse(`${iso}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}
