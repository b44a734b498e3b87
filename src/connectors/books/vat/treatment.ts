import { z } from "zod";

/** How a line is taxed. */
export const treatment = z.enum([
  "standard",
  "reduced",
  "zero",
  "exempt",
  "reverse",
  "outside",
  "none",
]);

export type Treatment = z.infer<typeof treatment>;

export type Tax = {
  treatment: Treatment;
  /** In percent; 0 where nothing is charged. */
  rate: number;
  /** Why nothing is charged, in the words of the rule; null where the template has its own. */
  reason: string | null;
};

/** True where a rate of the company's own country is charged. */
export function charged({ treatment: how }: Pick<Tax, "treatment">): boolean {
  return how === "standard" || how === "reduced";
}

const words: Readonly<Record<Treatment, string>> = {
  standard: "VAT",
  reduced: "VAT",
  zero: "0 % VAT",
  exempt: "exempt from VAT",
  reverse: "reverse charge",
  outside: "outside the scope of VAT",
  none: "no VAT",
};

/** For previews and messages: "19 % VAT", "reverse charge". */
export function inWords(tax: Pick<Tax, "treatment" | "rate">): string {
  return charged(tax) ? `${tax.rate} % ${words[tax.treatment]}` : words[tax.treatment];
}
