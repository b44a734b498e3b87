import { z } from "zod";
import { convert } from "../../value/shares.ts";
import type { Money } from "../../value/money.ts";
import { daysAfter } from "../../value/locale.ts";

/**
 * What a foreign currency is worth in the company's own.
 *
 * XR1 A rate is given, with its day, on the invoice or in the settings: it is never guessed, and
 *     never fetched.
 * XR2 One that is of a later day than the invoice, or too old, is asked about.
 */
export const exchange = z.strictObject({
  rate: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, 'write a rate like "0.9234"')
    .refine((rate) => !/^[0.]*$/.test(rate), "a rate is more than zero")
    .describe("Units of the company's currency for one of the foreign"),
  date: z.iso.date().describe("The day that the rate is of"),
});

export type Exchange = z.infer<typeof exchange>;

/** The VAT and the whole in the company's currency, as the law and the books want them. */
export type Home = Exchange & { vat: Money; gross: Money };

export function atHome(vat: Money, gross: Money, given: Exchange, currency: string): Home {
  return {
    ...given,
    vat: convert(vat, given.rate, currency),
    gross: convert(gross, given.rate, currency),
  };
}

/** A month's rate is published after the month and holds to the end of the next. */
const oldestDays = 62;

/** What is wrong with the day of a rate, for an invoice of this date (XR2); null if nothing is. */
export function staleness({ date }: Exchange, issued: string): string | null {
  if (date > issued) return `the exchange rate is of ${date}, after the invoice's date ${issued}`;
  if (daysAfter(date, oldestDays) >= issued) return null;
  return `the exchange rate is of ${date}, more than ${oldestDays} days old; give "exchange" of a later day`;
}
