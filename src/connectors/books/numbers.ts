import type { Entry } from "./journal.ts";
import * as series from "./series.ts";
import { type Settings, usual } from "./settings.ts";

/**
 * Which number an act takes, and which numbers the books hold.
 *
 * NU1 Invoices and credit notes have numbers; a payment names its invoice's. A series goes on behind
 *     the highest of its own, whoever wrote it, and behind the last one of before the books.
 */
export type Numbers = {
  /** Pattern of an invoice's number. */
  invoice(kind: string, currency: string): string;
  credit: string;
  patterns: readonly string[];
  /** Last numbers of before these books. */
  last: readonly string[];
};

export function numbersOf(settings: Settings): Numbers {
  const { numbers: own = [], last = [] } = settings;
  const common = settings.series ?? usual.series;
  const credit = settings.credits ?? common;
  return {
    invoice: (kind, currency) =>
      own.find((of) => (of.kind ?? kind) === kind && (of.currency ?? currency) === currency)
        ?.series ?? common,
    credit,
    patterns: [...new Set([common, ...own.map((of) => of.series), credit])],
    last: typeof last === "string" ? [last] : last,
  };
}

/** The number that an entry put into the books, as far as it can be told; else one it names. */
function numberOf({ code, tags }: Entry): string {
  return tags["credit"] ?? tags["invoice"] ?? code;
}

/** How far a book's entries were looked through for a series, and its highest number in them. */
type Seen = { entries: number; highest: number };

const seenIn = new WeakMap<readonly Entry[], Map<string, Seen>>();

/** The highest of a series (NU1). What was looked through before is not again: a book only grows. */
export function highest({ last }: Numbers, entries: readonly Entry[], name: string): number {
  const of = seenIn.get(entries) ?? new Map<string, Seen>();
  const before = of.get(name) ?? { entries: 0, highest: 0 };
  const most = (from: number, texts: readonly string[]): number =>
    texts.reduce((high, text) => Math.max(high, series.position(name, text) ?? 0), from);
  const inBook = most(before.highest, entries.slice(before.entries).map(numberOf));
  seenIn.set(entries, of.set(name, { entries: entries.length, highest: inBook }));
  return most(inBook, last);
}

/**
 * The first number missing between the lowest and the highest of any series. Those of before these
 * books belong to their series, and do not begin one here: their neighbours stand elsewhere.
 */
export function missing({ patterns, last }: Numbers, entries: readonly Entry[]): string | null {
  const numbers = entries.map(numberOf);
  const before = new Set(entries.filter(isBrought).map(numberOf));
  const years = new Set(entries.map(({ date }) => date.slice(0, 4)));
  const names = patterns.flatMap((pattern) => [...years].map((y) => series.ofYear(pattern, y)));
  for (const name of new Set(names)) {
    const used = new Set(numbers.map((text) => series.position(name, text) ?? 0));
    const own = numbers.filter((text) => !before.has(text));
    const begun = new Set(own.map((text) => series.position(name, text) ?? 0));
    begun.delete(0);
    if (begun.size === 0) continue;
    const behind = Math.max(0, ...last.map((text) => series.position(name, text) ?? 0));
    const [lowest, most] = bounds(begun);
    for (let n = behind > 0 ? behind + 1 : lowest; n < most; n += 1) {
      if (!used.has(n)) return series.text(name, n);
    }
  }
  return null;
}

function isBrought({ tags }: Entry): boolean {
  return tags["mainstay"] === "opening";
}

function bounds(used: ReadonlySet<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const n of used) [low, high] = [Math.min(low, n), Math.max(high, n)];
  return [low, high];
}
