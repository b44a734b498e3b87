import * as money from "./money.ts";

/**
 * How well a line of a bank account fits an open invoice, best first:
 *
 * | grade | because |
 * |---|---|
 * | `reference` | it bears the invoice's own structured reference, whatever the amount |
 * | `number` | its text names the invoice's number, and the amount is what is open |
 * | `name` | the amount is what is open, the payer is called like the client, and nothing else is named |
 * | `mention` | its text names the number, but the amount is another |
 * | `amount` | only the amount is what is open |
 * | `payer` | the payer is called like the client and nothing else is named, but the amount is another |
 * | `""` | nothing fits |
 *
 * PF1 Only the first three can be a payment's invoice without a question; the others are hints.
 * PF2 Whoever names another invoice, by reference (even a mistyped one) or by a number of the same
 *     shape, means that one: neither name nor amount makes it this one.
 */
export type Fit = "reference" | "number" | "name" | "mention" | "amount" | "payer" | "";

export type Paid = { amount: string; text: string; reference: string | null; payer: string };
export type Claim = { number: string; open: string; reference: string; name: string };

export function paymentFit(paid: Paid, claim: Claim): Fit {
  if (paid.reference !== null && paid.reference === claim.reference) return "reference";
  const exact = sameAmount(paid.amount, claim.open);
  const named = numberIn(claim.number);
  if (named?.test(paid.text) === true) {
    return exact && paid.reference === null ? "number" : "mention";
  }
  const elsewhere =
    paid.reference !== null || mistyped.test(paid.text) || namesAnother(paid.text, claim.number);
  const hers = !elsewhere && alike(paid.payer, claim.name);
  if (exact) return hers ? "name" : "amount";
  return hers ? "payer" : "";
}

/** Begins like a structured reference; where it is none, somebody copied one wrongly. */
const mistyped = /(?<![0-9A-Za-z])RF\d{2}/iu;

function sameAmount(a: string, b: string): boolean {
  const [one, other] = [money.parse(a), money.parse(b)];
  return one.currency === other.currency && money.compare(one, other) === 0;
}

/** Numbers of fewer digits stand in too many texts by chance. */
const fewestDigits = 4;

/** Finds a number as people copy it: "2026-012", "2026 012", "RE2026/012". */
function numberIn(number: string): RegExp | null {
  if (number.replaceAll(/\D/g, "").length < fewestDigits) return null;
  const parts = number.split(/[^0-9A-Za-z]+/).filter((part) => part !== "");
  return new RegExp(`(?<![0-9])${parts.join("[^0-9A-Za-z]?")}(?![0-9])`, "iu");
}

/** A number of the same shape as ours: the same letters and signs, other digits. */
function namesAnother(text: string, number: string): boolean {
  if (number.replaceAll(/\D/g, "").length < fewestDigits) return false;
  const parts = number.split(/[^0-9A-Za-z]+/).filter((part) => part !== "");
  const shape = parts.map((part) => part.replaceAll(/\d+/g, (digits) => `\\d{${digits.length}}`));
  return new RegExp(`(?<![0-9])${shape.join("[^0-9A-Za-z]?")}(?![0-9])`, "iu").test(text);
}

const forms: ReadonlySet<string> = new Set(
  "gmbh mbh ag ug kg ohg gbr ek ev co ltd inc llc plc limited und and the".split(" "),
);

/** Every word of the shorter name stands in the longer one; legal forms and marks do not count. */
function alike(a: string, b: string): boolean {
  const [one, other] = [words(a), words(b)].toSorted((x, y) => x.size - y.size);
  if (one === undefined || other === undefined || one.size === 0) return false;
  return [...one].every((word) => other.has(word));
}

function words(name: string): ReadonlySet<string> {
  const plain = name.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const found = plain.replaceAll("ß", "ss").split(/[^\p{L}\p{N}]+/u);
  return new Set(found.filter((word) => word.length > 2 && !forms.has(word)));
}
