import { z } from "zod";
import { nameOf, type Price, providers, type Tier } from "../agent/tier.ts";
import { type Mistake, mistake, type Source, type Spot } from "../runbook/mistake.ts";
import { suggest } from "../value/nearest.ts";
import { minorDigits } from "../value/currency.ts";
import { expected } from "../value/fault.ts";
import { Malformed } from "../value/malformed.ts";
import { parseMicros } from "../value/micros.ts";
import * as pointers from "../value/pointer.ts";

const price = z
  .string('a price in quotes, such as "0.25 USD"')
  .describe("For a million tokens, such as 0.25 USD");

export const format = z
  .object({
    prices: z
      .record(z.string(), z.strictObject({ input: price, output: price }))
      .optional()
      .describe("What a model costs, where the price list does not know it or you pay otherwise"),
    rates: z
      .record(
        z.string().regex(/^[A-Z]{3}$/u, "a currency of ISO 4217, such as USD"),
        z.string().regex(/^\d{1,6}(\.\d{1,6})?$/u, 'a number in quotes, such as "0.92"'),
      )
      .optional()
      .describe("What one unit of another currency is in the company's"),
  })
  .catchall(z.string().describe("PROVIDER/MODEL, such as openai/gpt-5-mini"))
  .describe("Tiers by the names that ladders use: small, large");

type Section = z.infer<typeof format>;
type Company = { currency: string; example: boolean };

/** A model with all that its calls need; `spot` is where she names it. */
export type Priced = (named: Pick<Tier, "provider" | "model">, spot: Spot) => Tier;

/** The tiers, and what else needs a price; mistakes are added. */
export function read(
  section: Section,
  { currency, example }: Company,
  source: Source,
  mistakes: Mistake[],
): { tiers: Record<string, Tier>; priced: Priced } {
  const { prices = {}, rates: given = {}, ...tiers } = section;
  const at = (key: string, ...more: string[]) =>
    source.at([key, ...more].reduce((base, part) => pointers.join(base, part), "/models"));
  const rates = Object.fromEntries(
    Object.entries(given).map(([code, text]) => [code, parseMicros(`${text} ${code}`).micros]),
  );
  const known: Record<string, Price> = {};
  for (const [model, { input, output }] of Object.entries(prices)) {
    const both = [amount(input, "input"), amount(output, "output")] as const;
    const [one, other] = both;
    if (one === null || other === null) continue;
    if (one.currency !== other.currency) {
      mistakes.push(
        mistake(
          at("prices", model),
          `Cannot price "${model}": input and output are in two currencies`,
          `write both in one`,
        ),
      );
    }
    needsRate(one.currency, at("prices", model, "input"));
    known[model] = { currency: one.currency, input: one.micros, output: other.micros };

    function amount(text: string, key: string) {
      try {
        return parseMicros(text);
      } catch (error) {
        const { message } = expected(Malformed, error);
        const remedy = `write it like "0.25 USD", for a million tokens`;
        mistakes.push(mistake(at("prices", model, key), message, remedy));
        return null;
      }
    }
  }
  const priced: Priced = (named, spot) => {
    const own = known[nameOf(named)] ?? null;
    // The price list counts in dollars.
    if (own === null && named.provider in listedIn) needsRate("USD", spot);
    return { ...named, price: own, currency, rates, onlyHere: example };
  };
  const found: Record<string, Tier> = {};
  for (const [name, text] of Object.entries(tiers)) {
    const tier = tierOf(name, text, at(name), mistakes);
    if (tier !== null) found[name] = priced(tier, at(name));
  }
  return { tiers: found, priced };

  function needsRate(code: string, spot: Spot): void {
    if (code === currency || rates[code] !== undefined) return;
    const message =
      minorDigits(code) === null
        ? `Cannot count in "${code}": it is no currency of ISO 4217`
        : `Cannot tell what ${code} is in ${currency}, in which the company counts`;
    const remedy = `write what one ${code} is in ${currency}: models: { rates: { ${code}: "0.92" } }`;
    if (mistakes.every((each) => each.message !== message))
      mistakes.push(mistake(spot, message, remedy));
  }
}

const listedIn = { openai: true, anthropic: true };

function tierOf(
  name: string,
  text: string,
  spot: Spot,
  mistakes: Mistake[],
): Pick<Tier, "provider" | "model"> | null {
  const slash = text.indexOf("/");
  const provider = providers.find((each) => each === text.slice(0, slash));
  const model = text.slice(slash + 1);
  if (provider !== undefined && /^[^\s]{1,200}$/u.test(model)) return { provider, model };
  const wrong = (what: string, remedy: string) =>
    mistakes.push(mistake(spot, `Cannot find ${what}`, remedy));
  // What has no slash may be a key that was put here: it is not repeated.
  if (slash === -1)
    wrong(`a model in the tier "${name}"`, `write PROVIDER/MODEL, such as openai/gpt-5-mini`);
  else if (provider === undefined)
    wrong(`a provider in "${text}"`, suggest(text.slice(0, slash), providers, "provider"));
  else wrong(`a model in "${text}"`, `write its name after the slash`);
  return null;
}
