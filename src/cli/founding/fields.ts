import { problem as ibanProblem, normalise } from "../../value/iban.ts";
import { isCountry } from "../../value/country.ts";
import {
  currencyOf,
  normalVatId,
  usualRate,
  vatIdLike,
  vatIdProblem,
} from "../../workspace/country.ts";

/**
 * What is asked of somebody who sets up her own company, in order. Each is asked on a terminal, taken
 * as an option, or as a member of an answers file; what was said before gives the defaults.
 */
export type Key =
  | "name"
  | "country"
  | "currency"
  | "vat"
  | "vatRate"
  | "vatNote"
  | "vatId"
  | "address"
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
  /**
   * Why it may not be passed over in silence where nobody asks: "later" says that it is not known yet.
   * Null where it may.
   */
  wanted?: (answers: Answers) => string | null;
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
      isCountry(upper(text))
        ? null
        : `two letters of a country are needed, like DE, this is "${text}"`,
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
    key: "vatRate",
    question: ({ country = "" }) =>
      `Which VAT rate, in percent? That of ${country} is not known here`,
    fallback: ({ country = "" }) => String(usualRate(country) ?? ""),
    normal: same,
    problem: (text, { vat, country = "" }) =>
      vat !== "registered"
        ? 'it belongs to the VAT status "registered"'
        : /^([1-4]?\d|50)([.]\d{1,2})?$/.test(text)
          ? null
          : text === ""
            ? `the usual rate of ${country} is not known here; say yours in percent, like 20`
            : `a rate in percent is needed, like 20, this is "${text}"`,
    skip: ({ vat, country = "" }) => vat !== "registered" || usualRate(country) !== null,
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
    normal: (text) => (isLater(text) ? "" : normalVatId(text)),
    problem: (text, { country = "" }) =>
      text === "" || isLater(text) ? null : vatIdProblem(country, text),
    wanted: ({ vat }) =>
      vat === "registered" ? 'who charges VAT names it on invoices; say it, or "later"' : null,
    skip: ({ vat }) => vat !== "registered",
  },
  {
    key: "address",
    question: () =>
      "Your postal address, a comma between its lines, like Weg 1, 20095 Hamburg (empty: later, and invoices lack it until then)",
    fallback: () => "",
    normal: same,
    problem: (text) =>
      /^\P{C}{0,300}$/u.test(text) && text.split(",").length <= 6
        ? null
        : "at most six lines are needed, with a comma between each",
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

/** An answer that is not known yet, where it may wait. */
export function isLater(text: string): boolean {
  return text.trim().toLowerCase() === "later";
}

/** "lastInvoice" as it is typed: "--last-invoice". */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
