import { z } from "zod";
import { inUnion } from "../../../value/country.ts";
import { inWords, type Tax, treatment, type Treatment } from "./treatment.ts";

/**
 * Which VAT a line bears, by the company's own rules.
 *
 * VR1 What an invoice or its line says stands. Else the first rule that fits decides; without rules,
 *     the standard rate.
 * VR2 Nothing is guessed: where no rule fits, or a rule asks for a country that nobody named, or
 *     whether a client without a VAT ID is a private person, the operator is asked.
 * VR3 A client whose country and VAT ID name two countries is judged by both. Where they disagree
 *     the client stands in two regimes, and the operator is asked.
 * VR4 An exemption says why, since the document must.
 */
const word = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'write a word like "books"');
const oneOrMore = <T extends z.ZodType>(item: T) => z.union([item, z.array(item).min(1)]);

const place = z
  .string()
  .regex(/^(?:[A-Z]{2}|home|eu|abroad)$/, 'write a country like "FR", or home, eu or abroad');

export const rule = z.strictObject({
  when: z
    .strictObject({
      country: oneOrMore(place)
        .optional()
        .describe("The client's: codes; home, eu (other members) or abroad (outside the EU)"),
      vatId: z.boolean().optional().describe("Whether the client has a VAT ID"),
      private: z.boolean().optional().describe("Whether the client is a private person"),
      supply: oneOrMore(word).optional().describe("What is sold, as lines and invoices name it"),
    })
    .optional()
    .describe("Every condition must hold; absent: always"),
  charge: treatment,
  because: z.string().min(1).max(300).optional().describe("Printed where no VAT is charged"),
});

export type Rule = z.infer<typeof rule>;

export type VatTerms = {
  /** The standard rate in percent; 0 where the company charges no VAT at all. */
  rate: number;
  reduced?: number | undefined;
  /** The company's country. */
  home?: string | undefined;
  rules?: readonly Rule[] | undefined;
};

export type Sold = {
  /** What the invoice or its line says itself. */
  vat?: Treatment | undefined;
  supply?: string | undefined;
};

export type Buyer = {
  country?: string | undefined;
  vatId?: string | undefined;
  private?: boolean | undefined;
};

export type Answer = { tax: Tax } | { problem: string };

export function taxOf(sold: Sold, buyer: Buyer, terms: VatTerms): Answer {
  if (sold.vat !== undefined) return named(sold.vat, null, buyer, terms);
  const rules = terms.rules ?? [];
  if (rules.length === 0) return named("standard", null, buyer, terms);
  const countries = evidence(buyer);
  const [first, ...others] = (countries.length === 0 ? [null] : countries).map((country) =>
    byRule(rules, country, sold, buyer, terms),
  );
  if (first === undefined || "problem" in first) return first ?? { problem: "" };
  for (const other of others) {
    if ("problem" in other) return other;
    if (other.tax.treatment !== first.tax.treatment) {
      const [a = "", b = ""] = countries;
      return {
        problem: `the client stands in two tax regimes: ${inWords(first.tax)} by the country ${a}, ${inWords(other.tax)} by the VAT ID of ${b}; say which with "vat", or correct the client's country or VAT ID`,
      };
    }
  }
  return first;
}

/** How the client's country becomes known, on a card or, where there is none, on record. */
export const countryNoted =
  'write it on the card, or note it with a list that has a column "country" ("mainstay bring clients"); a job that is stuck already goes on by repairing it from the step that reads the client';

/** The countries that a client's record names, its own first. */
export function evidence({ country, vatId }: Buyer): string[] {
  const prefix = /^[A-Z]{2}/.exec(vatId?.trim().toUpperCase() ?? "")?.[0];
  // Greece and Northern Ireland have prefixes that are no countries.
  const named = prefix === "EL" ? "GR" : prefix === "XI" ? "GB" : prefix;
  return [...new Set([country, named])].filter((code) => code !== undefined);
}

const statusUnknown =
  'it is not known whether the client is a business; write its VAT ID ("vatId"), or that it is a private person ("private": true), on the card, or say with "vat" what is charged';

function byRule(
  rules: readonly Rule[],
  country: string | null,
  sold: Sold,
  buyer: Buyer,
  terms: VatTerms,
): Answer {
  for (const { when = {}, charge, because } of rules) {
    if (when.vatId !== undefined && when.vatId !== (buyer.vatId !== undefined)) continue;
    if (when.supply !== undefined && !list(when.supply).includes(sold.supply ?? "")) continue;
    if (when.country !== undefined) {
      if (country === null) {
        return {
          problem: `the client's country is not known; ${countryNoted}, or say with "vat" what is charged`,
        };
      }
      if (!list(when.country).some((name) => lies(country, name, terms.home))) continue;
    }
    if (when.private !== undefined) {
      const own = buyer.vatId === undefined ? buyer.private : false;
      if (own === undefined) return { problem: statusUnknown };
      if (own !== when.private) continue;
    }
    return named(charge, because ?? null, buyer, terms);
  }
  return {
    problem: `no rule under vat fits this client and what is sold; say with "vat" what is charged, or add a rule`,
  };
}

function named(how: Treatment, because: string | null, buyer: Buyer, terms: VatTerms): Answer {
  const reason = because ?? terms.rules?.find(({ charge }) => charge === how)?.because ?? null;
  switch (how) {
    case "standard":
      return { tax: { treatment: terms.rate === 0 ? "none" : how, rate: terms.rate, reason } };
    case "reduced":
      if (terms.reduced !== undefined)
        return { tax: { treatment: how, rate: terms.reduced, reason } };
      return { problem: `no reduced rate is set; add "reduced" under vat of the connector's file` };
    case "reverse":
      if (buyer.vatId !== undefined) return { tax: { treatment: how, rate: 0, reason } };
      return {
        problem: `without the client's VAT ID there is no reverse charge; give "vatId" or another "vat"`,
      };
    case "exempt":
      if (reason !== null) return { tax: { treatment: how, rate: 0, reason } };
      return { problem: `an exemption must say why; add a rule that charges exempt, with because` };
    default:
      return { tax: { treatment: how, rate: 0, reason } };
  }
}

function lies(country: string, where: string, home: string | undefined): boolean {
  if (where === "home") return country === home;
  if (where === "eu") return inUnion(country) && country !== home;
  if (where === "abroad") return !inUnion(country) && country !== home;
  return country === where;
}

function list<T>(given: T | readonly T[]): readonly T[] {
  return Array.isArray(given) ? given : [given as T];
}
