import { parse as parseDuration } from "../value/duration.ts";
import { expected } from "../value/fault.ts";
import { Malformed } from "../value/malformed.ts";
import { parse as parseMoney, toMicros } from "../value/money.ts";
import { type Mistake, mistake, type Source } from "./mistake.ts";

/** Milliseconds of the length of time at `pointer`; a mistake is added where it is none. */
export function length(
  text: string,
  source: Source,
  pointer: string,
  mistakes: Mistake[],
): number | null {
  try {
    return parseDuration(text);
  } catch (error) {
    return wrong(error, source, pointer, mistakes, `write it like P14D or PT4H`);
  }
}

/** Millionths of the company's currency; a mistake is added where it is another, or no amount. */
export function micros(
  text: string,
  currency: string,
  source: Source,
  pointer: string,
  mistakes: Mistake[],
): number | null {
  try {
    const amount = parseMoney(text);
    if (amount.currency === currency) return toMicros(amount);
    mistakes.push(
      mistake(
        source.at(pointer),
        `Cannot count "${text}": the company counts in ${currency}`,
        `write the amount in ${currency}`,
      ),
    );
    return null;
  } catch (error) {
    return wrong(error, source, pointer, mistakes, `write it like "0.40 ${currency}"`);
  }
}

function wrong(
  error: unknown,
  source: Source,
  pointer: string,
  mistakes: Mistake[],
  remedy: string,
): null {
  const { message } = expected(Malformed, error);
  mistakes.push(mistake(source.at(pointer), message, remedy));
  return null;
}
