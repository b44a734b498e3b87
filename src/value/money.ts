import { minorDigits } from "./currency.ts";
import { Malformed } from "./malformed.ts";

/**
 * An amount of money.
 *
 * MO1 It is a whole number of minor units (cents), safe to add: never a floating-point amount.
 * MO2 Its text is "2856.00 EUR": a point, every minor digit, no grouping, in every locale. What was
 *     written can be read back.
 * MO3 Amounts in two currencies are never added or compared.
 * MO4 Rounding is to the nearest minor unit, half away from zero; parts of a whole sum to the whole.
 */
export type Money = { readonly minor: number; readonly currency: string };

const shape = /^(-?)(0|[1-9]\d*)(?:\.(\d+))? ([A-Z]{3})$/;
const microDigits = 6;

export function parse(text: string): Money {
  const [, sign = "", whole = "", fraction = "", currency = ""] = shape.exec(text) ?? [];
  if (whole === "") {
    throw new Malformed(`Cannot read "${text}" as an amount: write it like "2856.00 EUR"`);
  }
  const places = digits(currency);
  if (fraction.length > places) {
    throw new Malformed(
      `Cannot read "${text}" as an amount: ${currency} has ${places} digits after the point`,
    );
  }
  return money(BigInt(sign + whole + fraction.padEnd(places, "0")), currency);
}

export function format(amount: Money): string {
  const places = digits(amount.currency);
  const text = String(Math.abs(amount.minor)).padStart(places + 1, "0");
  const whole = text.slice(0, text.length - places);
  const fraction = places === 0 ? "" : `.${text.slice(-places)}`;
  return `${amount.minor < 0 ? "-" : ""}${whole}${fraction} ${amount.currency}`;
}

export function add(a: Money, b: Money): Money {
  sameCurrency("add", a, b);
  return money(BigInt(a.minor) + BigInt(b.minor), a.currency);
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency("subtract", a, b);
  return money(BigInt(a.minor) - BigInt(b.minor), a.currency);
}

/** -1, 0 or 1. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  sameCurrency("compare", a, b);
  if (a.minor === b.minor) return 0;
  return a.minor < b.minor ? -1 : 1;
}

/** So many hundredths of the amount: `percent(net, 19)` is the tax on it. */
export function percent(amount: Money, rate: number): Money {
  const { written, scale } = decimal(rate);
  const product = BigInt(amount.minor) * written;
  return money(divide(product, 10n ** BigInt(scale + 2)), amount.currency);
}

/** Parts in proportion to whole-number weights. What does not divide goes to the largest remainders. */
export function allocate(amount: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!weights.every((w) => Number.isSafeInteger(w) && w >= 0) || total === 0) {
    throw new Malformed(
      `Cannot divide ${format(amount)}: the weights ${JSON.stringify(weights)} must be whole, not negative, and not all zero`,
    );
  }
  const shares = weights.map((weight) => {
    const product = BigInt(amount.minor) * BigInt(weight);
    const share = product / BigInt(total);
    const rest = product % BigInt(total);
    return { share, rest: rest < 0n ? -rest : rest };
  });
  const given = shares.reduce((sum, { share }) => sum + share, 0n);
  const missing = BigInt(amount.minor) - given;
  const unit = missing < 0n ? -1n : 1n;
  const order = shares.toSorted((a, b) => Number(b.rest - a.rest));
  for (const next of order.slice(0, Number(missing * unit))) next.share += unit;
  return shares.map(({ share }) => money(share, amount.currency));
}

/** In millionths of the currency's unit, in which spending is counted. */
export function toMicros(amount: Money): number {
  const factor = 10n ** BigInt(microDigits - digits(amount.currency));
  return safe(BigInt(amount.minor) * factor, amount.currency);
}

export function fromMicros(micros: number, currency: string): Money {
  const unit = 10n ** BigInt(microDigits - digits(currency));
  return money(divide(BigInt(micros), unit), currency);
}

/** Digits after the point, of a currency that exists. */
export function digits(currency: string): number {
  const count = minorDigits(currency);
  if (count === null) {
    throw new Malformed(`Cannot count in "${currency}": it is no currency of ISO 4217`);
  }
  return count;
}

function money(minor: bigint, currency: string): Money {
  return { minor: safe(minor, currency), currency };
}

function safe(amount: bigint, currency: string): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) {
    throw new Malformed(`Cannot count ${amount} units of ${currency}: it is too large`);
  }
  return number;
}

function sameCurrency(act: string, a: Money, b: Money): void {
  if (a.currency === b.currency) return;
  throw new Malformed(
    `Cannot ${act} ${format(a)} and ${format(b)}: they are in different currencies`,
  );
}

/** The number as it is written, exactly: 8.1 is 81 of scale 1, not the nearest binary fraction. */
function decimal(number: number): { written: bigint; scale: number } {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(number)) ?? [];
  if (whole === "") throw new Malformed(`Cannot take ${number} percent: it is not a finite number`);
  const written = BigInt(sign + whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { written: written * 10n ** BigInt(-scale), scale: 0 } : { written, scale };
}

/** To the nearest, half away from zero. */
function divide(n: bigint, by: bigint): bigint {
  const size = n < 0n ? -n : n;
  const rounded = (2n * size + by) / (2n * by);
  return n < 0n ? -rounded : rounded;
}
