import { isDay, parse as parseDate } from "../../value/date.ts";
import { type Money, digits, format, parse as parseMoney } from "../../value/money.ts";

export type DateOrder = "day.month" | "month.day";

/** The day a cell names, as "2026-06-05"; null if it names none. */
export function readDay(cell: string, order: DateOrder): string | null {
  const text = cell.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text);
  const local = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?:[T ].*)?$/.exec(text);
  const parts = iso?.slice(1) ?? (local === null ? null : ordered(local.slice(1), order));
  if (parts === null) return null;
  const [year = "", month = "", date = ""] = parts;
  const full = year.length === 2 ? `20${year}` : year;
  const day = `${full}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  try {
    parseDate(day);
    return isDay(day) ? day : null;
  } catch {
    return null;
  }
}

function ordered([a = "", b = "", year = ""]: string[], order: DateOrder): string[] {
  return order === "day.month" ? [year, b, a] : [year, a, b];
}

/** In which order the days of a column are written: told by the first one that leaves no choice. */
export function dateOrder(cells: readonly string[]): DateOrder {
  for (const cell of cells) {
    const [, first = "", second = ""] = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}/.exec(cell) ?? [];
    if (Number(first) > 12) return "day.month";
    if (Number(second) > 12) return "month.day";
  }
  return "day.month";
}

/**
 * The amount a cell names; null if it names none. `currency` counts where the cell itself names no
 * other. Separators are told apart by what stands behind the last one: three digits make it the
 * thousands', unless the currency has three.
 */
export function readAmount(cell: string, currency: string): Money | null {
  const own = /[A-Z]{3}|[€$£]/.exec(cell)?.[0] ?? currency;
  const bare = cell.replaceAll(/[\s\u00a0\u202f]|[A-Z]{3}|[€$£]/gu, "").replace("\u2212", "-");
  const [, before = "", open = "", number = "", close = "", after = ""] =
    /^([+-]?)(\(?)(\d[\d.,'’]*|[.,]\d+)(\)?)([+-]?)$/.exec(bare) ?? [];
  if (number === "" || (before !== "" && after !== "") || (open === "") !== (close === "")) {
    return null;
  }
  try {
    const unit = symbols[own] ?? own;
    const at = decimalAt(number, digits(unit));
    const whole = at === -1 ? number : number.slice(0, at);
    if (!/^\d*$|^\d{1,3}(?:([.,'’])\d{3})(?:\1\d{3})*$/.test(whole)) return null;
    const units = whole.replaceAll(/\D/g, "").replace(/^0+(?=\d)/, "") || "0";
    const fraction = at === -1 ? "" : `.${number.slice(at + 1)}`;
    const sign = before === "-" || after === "-" || open !== "" ? "-" : "";
    return parseMoney(`${sign}${units}${fraction} ${unit}`);
  } catch {
    return null;
  }
}

const symbols: Readonly<Record<string, string>> = { "€": "EUR", $: "USD", "£": "GBP" };

/** Where the decimal separator stands; -1 if there is none. */
function decimalAt(number: string, places: number): number {
  const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
  if (last === -1 || number.indexOf(number.charAt(last)) !== last) return -1;
  const grouped = /[.,'’]/.test(number.slice(0, last));
  return !grouped && number.length - last === 4 && places !== 3 ? -1 : last;
}

export function unsigned(amount: Money): string {
  return format({ ...amount, minor: Math.abs(amount.minor) });
}
