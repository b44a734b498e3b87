import { minorDigits } from "./currency.ts";
import { Malformed } from "./malformed.ts";
import { format, type Money } from "./money.ts";

/**
 * Dividing amounts so that nothing is lost.
 *
 * SH1 Shares add up to the whole, and each is less than one minor unit away from its exact value:
 *     what does not divide goes to the largest remainders, the earlier first.
 * SH2 Weights may be below zero (a deduction among lines); their sum may not be zero.
 * SH3 A part that is taken from what is left takes at most what is left of each component, and
 *     parts that add up to the whole take every component whole, in whatever steps.
 */
export function split(whole: Money, weights: readonly number[]): Money[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) {
    throw new Malformed(`Cannot divide ${format(whole)}: the weights add up to zero`);
  }
  const shares = weights.map((weight, i) => {
    const product = BigInt(whole.minor) * BigInt(weight) * (total < 0n ? -1n : 1n);
    const by = total < 0n ? -total : total;
    const share = floor(product, by);
    return { i, share, rest: product - share * by };
  });
  const missing = BigInt(whole.minor) - shares.reduce((sum, { share }) => sum + share, 0n);
  const first = shares.toSorted((a, b) =>
    a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1,
  );
  for (const next of first.slice(0, Number(missing))) next.share += 1n;
  return shares.map(({ share }) => ({ minor: Number(share), currency: whole.currency }));
}

/** What a part of so much takes from each component that is left (SH3); none is below zero. */
export function take(part: Money, left: readonly Money[]): Money[] {
  const all = left.reduce((sum, { minor }) => sum + minor, 0);
  if (part.minor < 0 || part.minor > all || left.some(({ minor }) => minor < 0)) {
    throw new Malformed(`Cannot take ${format(part)}: it is not between nothing and what is left`);
  }
  if (part.minor === 0) return left.map(({ currency }) => ({ minor: 0, currency }));
  return split(
    part,
    left.map(({ minor }) => minor),
  );
}

/** The same in another currency: `rate` is a decimal text, the price of one unit of this one. */
export function convert(amount: Money, rate: string, currency: string): Money {
  const [, whole = "", fraction = ""] = /^(\d{1,9})(?:\.(\d{1,9}))?$/.exec(rate) ?? [];
  const places = minorDigits(currency);
  const own = minorDigits(amount.currency);
  if (whole === "" || /^[0.]*$/.test(rate) || places === null || own === null) {
    throw new Malformed(`Cannot convert ${amount.minor} ${amount.currency} at "${rate}"`);
  }
  const product = BigInt(amount.minor) * BigInt(whole + fraction) * 10n ** BigInt(places);
  const by = 10n ** BigInt(fraction.length + own);
  const size = product < 0n ? -product : product;
  const minor = Number((2n * size + by) / (2n * by));
  if (!Number.isSafeInteger(minor)) {
    throw new Malformed(
      `Cannot convert ${amount.minor} ${amount.currency} at "${rate}": too large`,
    );
  }
  return { minor: product < 0n ? 0 - minor : minor, currency };
}

function floor(n: bigint, by: bigint): bigint {
  const quotient = n / by;
  return n < 0n && quotient * by !== n ? quotient - 1n : quotient;
}
