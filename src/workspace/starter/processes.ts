import { minorDigits } from "../../value/currency.ts";

/**
 * What a new company takes from the example: its processes, with all that they consist of. What makes
 * them the example's stands elsewhere, in mainstay.yaml, connectors/ and mail/, so that each process is
 * written once.
 *
 * PR1 Whatever lies in these folders is taken: a process that the example gets, a new company gets.
 * PR2 Amounts in them are in the company's own currency: a budget in another is a mistake.
 */
export const folders: readonly string[] = [
  "agents",
  "code",
  "policies",
  "runbooks",
  "schemas",
  "skills",
  "templates",
];

/** Cases that hold of any company: they name no price list, VAT rate, number or site of the example. */
export const scenarios: readonly string[] = [
  "agree-retainer-noted",
  "bill-retainers-denied",
  "bring-invoice-overdue",
  "close-month-read",
  "follow-up-answered",
  "onboard-client-met",
  "onboard-client-unclear",
  "onboard-client-unpriced",
];

const policy = { of: "studio", hers: "company" };

/** Where a file of the example stands in a new company, and what it says there. */
export function taken(file: string, text: string, currency: string): [file: string, text: string] {
  if (file === `policies/${policy.of}.yaml`) {
    const named = text.replace(`\npolicy: ${policy.of}\n`, `\npolicy: ${policy.hers}\n`);
    return [`policies/${policy.hers}.yaml`, inCurrency(named, currency)];
  }
  return [file, /\.(yaml|json)$/u.test(file) ? inCurrency(text, currency) : text];
}

/** "0.40 EUR" is "40 JPY": as many of the smallest units, where there are no smaller ones. */
function inCurrency(text: string, currency: string): string {
  const digits = minorDigits(currency) ?? 2;
  return text.replaceAll(
    /\b(\d[\d,]*)\.(\d\d) EUR\b/gu,
    (_, whole: string, cents: string) =>
      `${digits === 0 ? plain(whole, cents) : `${whole}.${cents.padEnd(digits, "0")}`} ${currency}`,
  );
}

function plain(whole: string, cents: string): string {
  const units = String(Number(whole.replaceAll(",", "") + cents));
  return whole.includes(",") ? units.replace(/\B(?=(\d{3})+$)/gu, ",") : units;
}
