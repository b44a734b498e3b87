import type { JsonObject } from "../../../value/json.ts";
import type { Contradiction, Health } from "../../contract.ts";
import type { Settings } from "../settings.ts";
import type { VatTerms } from "./rules.ts";

/**
 * Whether the settings for VAT agree with what the company says of itself.
 *
 * VA1 Letters call amounts net by the company's `chargesVat`, invoices charge by the books' `vat`: two
 *     that contradict each other are refused.
 * VA2 Where VAT is charged and no rule says to whom, a client abroad is charged the rate of home: that
 *     is told, until a rule stands there, be it one that charges everybody alike.
 */
export function contradiction({ vat }: Settings, details: JsonObject): Contradiction | null {
  const charging = charges(vat);
  if (details["chargesVat"] === false && charging) {
    return {
      at: "/vat/rate",
      message: `Cannot charge ${vat.rate} % VAT: mainstay.yaml says "chargesVat: false" below "details"`,
      remedy: `write "rate: 0" here, or take "chargesVat" out there; "mainstay init --change vat" does both`,
    };
  }
  if (details["chargesVat"] === true && !charging) {
    return {
      at: "/vat/rate",
      message: `Cannot charge no VAT: mainstay.yaml says "chargesVat: true" below "details"`,
      remedy: `write your rate here, or "chargesVat: false" there; "mainstay init --change vat" does both`,
    };
  }
  return null;
}

/** Whether any client is charged VAT at all. */
export function charges({ rate, reduced = 0, rules = [] }: VatTerms): boolean {
  if (rules.length === 0) return rate > 0;
  return rules.some(
    ({ charge }) => (charge === "standard" && rate > 0) || (charge === "reduced" && reduced > 0),
  );
}

/** VA2. */
export function unruled(terms: VatTerms): NonNullable<Health["amiss"]> | null {
  if (!charges(terms) || (terms.rules ?? []).length > 0) return null;
  return {
    line: `"vat" has no rule for clients abroad`,
    effect: `Each client is charged ${terms.rate} %, wherever they are.`,
    remedy: `Have rules written with "mainstay init --change vat", or write your own (docs/invoices.md), then "mainstay apply"`,
  };
}
