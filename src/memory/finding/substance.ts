import { type Traits, sign } from "./traits.ts";
import { weights } from "./weights.ts";

/** What a passage counts for its length, whatever is asked; 0 where it has no text. */
export function lengthWorth(chars: number): number {
  const { length, fewChars, longChars } = weights;
  const share = Math.log(1 + chars / fewChars) / Math.log(1 + longChars / fewChars);
  return length * Math.min(1, share);
}

/** What it loses for asking itself: below 0, or 0. */
export function asksWorth({ flags, chars }: Pick<Traits, "flags" | "chars">): number {
  if ((flags & sign.asks) === 0) return 0;
  return -weights.asks - (chars < weights.shortChars ? weights.asksShortly : 0);
}
