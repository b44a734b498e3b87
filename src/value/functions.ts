import * as date from "./date.ts";
import { amount as writtenAmount, day, locale, month } from "./locale.ts";
import * as duration from "./duration.ts";
import { isObject } from "./json.ts";
import { answerTitle } from "./mail-title.ts";
import { Malformed } from "./malformed.ts";
import * as money from "./money.ts";
import * as pattern from "./pattern.ts";
import { paymentFit } from "./payment-fit.ts";
import { plainText } from "./plain-text.ts";
import { remembered } from "./remembered.ts";

/**
 * The functions that expressions have beside those of CEL. All are pure; none reads a clock.
 *
 * | function | answers |
 * |---|---|
 * | `plus("1.00 EUR", "2.00 EUR")`, `minus(a, b)` | an amount; refuses two currencies |
 * | `percent("2400.00 EUR", 19)` | "456.00 EUR": so many hundredths, half away from zero |
 * | `compare_money(a, b)` | -1, 0 or 1 |
 * | `positive_amount(value)` | whether it is an amount of more than nothing, in a currency that exists |
 * | `date_add("2026-06-01", "P14D")` | "2026-06-15"; an instant stays one, in UTC |
 * | `month_end("2026-02-03")` | "2026-02-28": the last day of that month |
 * | `payment_fit(event, invoice)` | "reference", "number", "name", "mention", "amount", "payer" or "", see payment-fit.ts; of `event` it reads amount, reference, structuredReference and counterparty, of `invoice` number, open, reference and name |
 * | `days_between("2026-06-01", "2026-06-15")` | 14: whole days, negative if the second is earlier |
 * | `written("2856.00 EUR", "en")`, `written("2026-07-15", "en")` | "2,856.00 EUR", "15 July 2026": as people read it; a month "2026-07" is "July 2026"; other text as it is |
 * | `lower(text)`, `upper(text)`, `trim(text)` | the text |
 * | `plain(text)` | the text in lower case, any run of blanks and line ends as one blank, to look for words in it |
 * | `answer_title("Two posters")` | "Re: Two posters"; one that has its "Re:", "AW:", "SV:" stays as it is |
 * | `join(list, ", ")` | texts, numbers and booleans as one text; leaves out nulls |
 * | `first(list)` | the first item, null if there is none |
 * | `matches(text, pattern)`, `text.matches(pattern)` | whether the pattern is found, see pattern.ts |
 * | `default(value, fallback)` | the fallback where the value is missing, null, "", [] or {} |
 *
 * Numbers mix: `event.price * 1.5` holds whether the price is 100 or 100.5. A whole number divided by
 * a whole number is a whole number, as CEL has it: write `double(event.total) / 2.0` for the other.
 */
export const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
  "plus(string, string): string": (a: string, b: string) => amount(money.add, a, b),
  "minus(string, string): string": (a: string, b: string) => amount(money.subtract, a, b),
  "percent(string, int): string": percent,
  "percent(string, double): string": percent,
  "compare_money(string, string): int": (a: string, b: string) =>
    BigInt(money.compare(money.parse(a), money.parse(b))),
  "positive_amount(dyn): bool": positiveAmount,
  "date_add(string, string): string": duration.addToDate,
  "days_between(string, string): int": (a: string, b: string) => BigInt(date.daysBetween(a, b)),
  "month_end(string): string": date.monthEnd,
  "payment_fit(map, map): string": fit,
  "written(string, string): string": written,
  "lower(string): string": (text: string) => text.toLowerCase(),
  "upper(string): string": (text: string) => text.toUpperCase(),
  "trim(string): string": (text: string) => text.trim(),
  "plain(string): string": plainText,
  "answer_title(string): string": answerTitle,
  "join(list, string): string": join,
  "first(list): dyn": (list: readonly unknown[]) => list[0] ?? null,
  "matches(string, string): bool": matches,
};

/** Operators between whole and other numbers, by sign. */
export const mixed: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

const patternOf = remembered(500, pattern.compile);

export function matches(text: string, source: string): boolean {
  return pattern.found(patternOf(source), text);
}

/** Whether `default` puts its fallback in the value's place. */
export function empty(value: unknown): boolean {
  if (value === null || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof Map) return value.size === 0;
  return isObject(value) && value.constructor === Object && Object.keys(value).length === 0;
}

const localeOf = remembered(50, locale);

function written(text: string, tag: string): string {
  if (date.isDay(text)) return day(text, localeOf(tag));
  if (/^\d{4}-(?:0[1-9]|1[0-2])$/.test(text)) return month(text, localeOf(tag));
  return /^-?\d+(\.\d+)? [A-Z]{3}$/.test(text)
    ? writtenAmount(money.parse(text), localeOf(tag))
    : text;
}

function amount(act: typeof money.add, a: string, b: string): string {
  return money.format(act(money.parse(a), money.parse(b)));
}

function positiveAmount(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return money.parse(value).minor > 0;
  } catch {
    return false;
  }
}

function percent(text: string, rate: bigint | number): string {
  return money.format(money.percent(money.parse(text), Number(rate)));
}

/** Maps as the expression language hands them over. */
type Fields = ReadonlyMap<string, unknown>;

function fit(payment: Fields, invoice: Fields): string {
  const reference = payment.get("structuredReference") ?? null;
  return paymentFit(
    {
      amount: text(payment, "amount"),
      text: text(payment, "reference"),
      reference: typeof reference === "string" ? reference : null,
      payer: text(payment, "counterparty"),
    },
    {
      number: text(invoice, "number"),
      open: text(invoice, "open"),
      reference: text(invoice, "reference"),
      name: text(invoice, "name"),
    },
  );
}

function text(of: Fields, key: string): string {
  const value = of.get(key);
  if (typeof value === "string") return value;
  throw new Malformed(`payment_fit() needs text in "${key}"`);
}

function join(list: readonly unknown[], separator: string): string {
  const texts: string[] = [];
  for (const item of list) {
    if (item === null) continue;
    if (typeof item === "string") texts.push(item);
    else if (typeof item === "bigint" || typeof item === "number" || typeof item === "boolean") {
      texts.push(`${item}`);
    } else throw new Malformed("join() takes a list of texts, numbers and booleans");
  }
  return texts.join(separator);
}
