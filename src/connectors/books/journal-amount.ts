import { minorDigits } from "../../value/currency.ts";
import * as money from "../../value/money.ts";
import type { Money } from "../../value/money.ts";

/**
 * Amounts as a journal writes them. Which character marks decimals is the file's own choice: read
 * or written with the other one, 2856.00 would be 285600.
 */
export type Marks = { decimalMark: "." | ","; declared: ReadonlyMap<string, "." | ","> };

const directive = /^(?:commodity|D)\s+([^;\n]*)/;
const number = /[\d.,' ]*\d[\d.,' ]*/;

/** The marks that a journal's directives declare. */
export function marksOf(text: string): Marks {
  let decimalMark: "." | "," = ".";
  const declared = new Map<string, "." | ",">();
  const lines = text.split("\n");
  lines.forEach((line, i) => {
    const mark = /^decimal-mark\s+([.,])/.exec(line)?.[1];
    if (mark === "." || mark === ",") decimalMark = mark;
    const sample = directive.exec(line)?.[1]?.trim();
    if (sample === undefined) return;
    const currency = /[A-Z]{3}/.exec(sample)?.[0];
    if (currency === undefined) return;
    const below = /^\s+format\s+(.*)/.exec(lines[i + 1] ?? "")?.[1];
    const used = lastMark(number.exec(sample)?.[0] ?? number.exec(below ?? "")?.[0] ?? "");
    declared.set(currency, used ?? decimalMark);
  });
  return { decimalMark, declared };
}

/** hledger wants a decimal mark in every sample, so the last mark is it. */
function lastMark(sample: string): "." | "," | null {
  const mark = sample.match(/[.,]/g)?.at(-1);
  return mark === "." || mark === "," ? mark : null;
}

/** "2856.00 EUR" with the file's decimal mark and no other. */
export function plain(amount: Money, marks: Marks): string {
  return money
    .format(amount)
    .replace(".", marks.declared.get(amount.currency) ?? marks.decimalMark);
}

/** Null for what is not one plain amount (a price, an expression, nothing): it is left to hledger. */
export function read(text: string, marks: Marks): Money | null {
  const assertion = text.replace(/\s*={1,2}\*?.*$/, "").trim();
  const found =
    /^([-+]?)([\d.,' ]*\d[.,]?)\s*([A-Z]{3})$/.exec(assertion) ??
    /^([A-Z]{3})\s*([-+]?)([\d.,' ]*\d[.,]?)$/.exec(assertion);
  if (found === null) return null;
  const [, first = "", second = "", third = ""] = found;
  const [sign, digits, currency] = /^[A-Z]{3}$/.test(third)
    ? [first, second, third]
    : [second, third, first];
  const mark = marks.declared.get(currency) ?? marks.decimalMark;
  const [whole = "", fraction = "", ...more] = digits.replace(/[.,]$/, "").split(mark);
  if (more.length > 0) return null;
  const places = minorDigits(currency);
  if (places === null || fraction.length > places) return null;
  const size = Number(whole.replaceAll(/\D/g, "") + fraction.padEnd(places, "0"));
  return Number.isSafeInteger(size) ? { minor: sign === "-" ? 0 - size : size, currency } : null;
}

/** The directive that declares a currency, as hledger shows it: "commodity 1,000.00 EUR". */
export function declaration(currency: string, marks: Marks): string {
  const [decimal, group] = marks.decimalMark === "." ? [".", ","] : [",", "."];
  return `commodity 1${group}000${decimal}${"0".repeat(minorDigits(currency) ?? 2)} ${currency}`;
}

/** The directive that says what a unit of a currency was worth: "P 2026-06-01 USD 0.9234 EUR". */
export function worth(
  { date, of, rate, currency }: { date: string; of: string; rate: string; currency: string },
  marks: Marks,
): string {
  const mark = marks.declared.get(currency) ?? marks.decimalMark;
  return `P ${date} ${of} ${rate.replace(".", mark)} ${currency}`;
}
