import type { Price, Tier } from "../agent/tier.ts";
import type { Listed } from "./price-list.ts";
import type { Most } from "./tokens.ts";

/**
 * What calls of a tier cost, in millionths of the company's currency, rounded up.
 *
 * TA1 Her own price counts before the list's; a server that is not the provider's own has none but hers.
 * TA2 Without a price, or without a rate for its currency, nothing is known: never 0.
 */
export type Tariff = {
  cost(tokens: Most, at: number): number | null;
  rate: { currency: string; micros: number } | null;
};

export function tariffOf(tier: Tier, own: boolean, listed: Listed): Tariff {
  const { price, currency, rates } = tier;
  const paidIn = price?.currency ?? "USD";
  const micros = paidIn === currency ? 1_000_000 : rates[paidIn];
  const amount = (tokens: Most, at: number): number | null => {
    if (price !== null) return times(price, tokens);
    return own ? listed(tier, tokens, at) : null;
  };
  return {
    rate: micros === undefined || paidIn === currency ? null : { currency: paidIn, micros },
    cost(tokens, at) {
      const paid = amount(tokens, at);
      if (paid === null || micros === undefined) return null;
      return millionth(BigInt(paid) * BigInt(micros));
    },
  };
}

function times(price: Price, { input, output }: Most): number {
  return millionth(BigInt(price.input) * BigInt(input) + BigInt(price.output) * BigInt(output));
}

function millionth(product: bigint): number {
  return Number((product + 999_999n) / 1_000_000n);
}
