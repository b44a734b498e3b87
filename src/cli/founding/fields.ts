import { problem as ibanProblem, normalise } from "../../value/iban.ts";
import { currencyOf, normalVatId, vatIdLike, vatIdProblem } from "../../workspace/country.ts";

/**
 * What is asked of somebody who sets up her own company, in order. Each is asked on a terminal, taken
 * as an option, or as a member of an answers file; what was said before gives the defaults.
 */
export type Key =
  | "name"
  | "country"
  | "currency"
  | "vat"
  | "vatNote"
  | "vatId"
  | "iban"
  | "lastInvoice";
export type Answers = Partial<Record<Key, string>>;

export type Field = {
  key: Key;
  question: (answers: Answers) => string;
  fallback: (answers: Answers, here: string) => string;
  normal: (text: string) => string;
  /** What is wrong with an answer, in words that complete "…: "; null if nothing is. */
  problem: (text: string, answers: Answers) => string | null;
  /** Where there is nothing to ask, after what was said before. */
  skip?: (answers: Answers) => boolean;
  /** Its possible answers, where they are few. */
  choices?: readonly { value: string; label: string }[];
};

const upper = (text: string) => text.trim().toUpperCase();
const same = (text: string) => text.trim();

const currencies = new Set(Intl.supportedValuesOf("currency"));

export const vatChoices = [
  { value: "registered", label: "yes: it is added to what I bill" },
  {
    value: "small-business",
    label: "no, as a small business: invoices name its law, in Germany § 19 UStG",
  },
  { value: "none", label: "no, for another reason: invoices say why in my own words, or nothing" },
] as const;

export const fields: readonly Field[] = [
  {
    key: "name",
    question: () => "What is your company called?",
    fallback: () => "",
    normal: same,
    problem: (text) => (text === "" ? "a name is needed for letters and invoices" : null),
  },
  {
    key: "country",
    question: () => "In which country? Two letters, like DE",
    fallback: (_, here) => here,
    normal: upper,
    problem: (text) =>
      /^[A-Za-z]{2}$/.test(text) ? null : `two letters are needed, this is "${text}"`,
  },
  {
    key: "currency",
    question: () => "Which currency do you bill in?",
    fallback: ({ country = "" }) => currencyOf(country),
    normal: upper,
    problem: (text) =>
      currencies.has(upper(text))
        ? null
        : `three letters of a currency are needed, this is "${text}"`,
  },
  {
    key: "vat",
    question: () => "Do you charge VAT?",
    fallback: () => "registered",
    normal: same,
    problem: (text) =>
      vatChoices.some(({ value }) => value === text)
        ? null
        : `one of ${vatChoices.map(({ value }) => value).join(", ")} is needed, this is "${text}"`,
    choices: vatChoices,
  },
  {
    key: "vatNote",
    question: () => "Why not? As it stands on your invoices (empty: nothing is printed)",
    fallback: () => "",
    normal: same,
    problem: (text, { vat }) =>
      vat !== "none" && text !== ""
        ? 'it belongs to the VAT status "none"'
        : /^\P{C}{0,300}$/u.test(text)
          ? null
          : "one line of at most 300 characters is needed",
    skip: ({ vat }) => vat !== "none",
  },
  {
    key: "vatId",
    question: ({ country = "" }) => {
      const like = vatIdLike(country);
      return `Your VAT id, for invoices${like === "" ? "" : `, like ${like}`} (empty: later)`;
    },
    fallback: () => "",
    normal: normalVatId,
    problem: (text, { country = "" }) => (text === "" ? null : vatIdProblem(country, text)),
    skip: ({ vat }) => vat !== "registered",
  },
  {
    key: "iban",
    question: () => "Your IBAN, for invoices (empty: later)",
    fallback: () => "",
    normal: normalise,
    problem: (text) => (text === "" ? null : ibanProblem(text)),
  },
  {
    key: "lastInvoice",
    question: () => "Number of the last invoice you wrote (empty: none yet)",
    fallback: () => "",
    normal: same,
    problem: (text) =>
      text === "" || /^\P{C}{0,31}\d{1,9}$/u.test(text)
        ? null
        : `it must end in the digits that count up, like 2026-017, this is "${text}"`,
  },
];

/** "lastInvoice" as it is typed: "--last-invoice". */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
