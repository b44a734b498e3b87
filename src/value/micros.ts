import { locale, quantity } from "./locale.ts";
import { Malformed } from "./malformed.ts";

/**
 * Millionths of a currency's unit, in which spending is counted: one call can cost 0.03 cents. Their
 * text has as many digits after the point as it takes, at least two.
 */
export type Micros = { readonly micros: number; readonly currency: string };

const shape = /^(0|[1-9]\d{0,8})(?:\.(\d{1,6}))? ([A-Z]{3})$/;

export function parseMicros(text: string): Micros {
  const [, whole, fraction = "", currency = ""] = shape.exec(text) ?? [];
  if (whole === undefined) {
    throw new Malformed(
      `Cannot read "${text}" as a price: write it like "0.25 USD", with up to six digits after the point`,
    );
  }
  return { micros: Number(whole + fraction.padEnd(6, "0")), currency };
}

/** "0.25", "0.0003", "12.00": without the currency, which most places say once. As files have it. */
export function microsText(micros: number): string {
  const [whole = "0", fraction = ""] = (Math.abs(micros) / 1_000_000).toFixed(6).split(".");
  return `${micros < 0 ? "-" : ""}${whole}.${fraction.replace(/0{1,4}$/, "")}`;
}

/** As people read it in the company's locale: "0,0003 EUR". */
export function spendText(micros: number, currency: string, tag: string): string {
  return `${quantity(microsText(micros), locale(tag))} ${currency}`;
}
