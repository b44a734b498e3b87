import type { Owner } from "../../engine/owner.ts";
import { isDay } from "../../value/date.ts";
import { amount, dayInWords, locale } from "../../value/locale.ts";
import { parse } from "../../value/money.ts";

/** One line of the diary, told from one recorded event. */
export type Told = {
  verb: string;
  line: string;
  /** Lines of one moment with the same text here are told as one, with the count. */
  bundle?: string;
};

export function amountText(owner: Owner, text: string): string {
  return amount(parse(text), locale(owner.office.settings.company.locale));
}

export function dayText(text: string): string {
  return isDay(text) ? dayInWords(text) : text;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
