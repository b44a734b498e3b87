const dayMs = 86_400_000;

/** [from, to), epoch ms. */
export type Window = { readonly from: number; readonly to: number };

/** A time that a question names, "of any year" where it names none; months are counted from 0. */
export type Span = Window | { readonly month: number; readonly day: number | null };

/**
 * The times that an English text names. "last week" and its like are read as of `now`, epoch ms, and
 * name none where it is null.
 *
 * DT1 Days and months are those of UTC. A number that no calendar has for them makes no date.
 * DT2 "may" and "march" are verbs too: a month alone needs its capital and a preposition.
 */
export function spansIn(text: string, now: number | null): Span[] {
  const spans: Span[] = [];
  let rest = text;
  for (const [pattern, read] of rules) {
    rest = rest.replace(pattern, (whole: string, a: string, b: string, c: string) => {
      const span = spans.length < mostSpans ? read(a, b, c, now) : null;
      if (span === null) return whole;
      spans.push(span);
      return " ";
    });
  }
  return spans;
}

/** What a question names beyond these is a word like others. */
const mostSpans = 8;

/** `a`, `b`, `c`: what the groups of the pattern took, in order. */
type Rule = readonly [RegExp, (a: string, b: string, c: string, now: number | null) => Span | null];

const month =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const day = "(0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?";
const year = "(\\d{4})";
const wholeMonth =
  "(January|February|March|April|May|June|July|August|September|October|November|December)";
const before =
  "(?:in|of|during|since|by|until|early|late|mid-?|around|before|after|last|this|next)";
const any = (source: string, flags = "gi") => new RegExp(`\\b${source}`, flags);

/** Longest form first: what a rule takes is cut out, so that no later rule sees it. */
const rules: readonly Rule[] = [
  [/\b(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b/g, (y, m, d) => oneDay(+y, +m - 1, +d)],
  [any(`${month} ${day},? ${year}\\b`), (m, d, y) => oneDay(+y, monthOf(m), +d)],
  [any(`${day}(?: of)? ${month},? ${year}\\b`), (d, m, y) => oneDay(+y, monthOf(m), +d)],
  [any(`${month},? (?:of )?${year}\\b`), (m, y) => months(+y, monthOf(m), 1)],
  [any(`${month} ${day}\\b`), (m, d) => ({ month: monthOf(m), day: +d })],
  [any(`${day}(?: of)? ${month}(?![a-z])`), (d, m) => ({ month: monthOf(m), day: +d })],
  [any(`(spring|summer|autumn|fall|winter)(?: of|,)? ${year}\\b`), (s, y) => season(s, +y)],
  [any(`(?:in|of|during|since|year) ((?:19|20)\\d\\d)\\b`), (y) => months(+y, 0, 12)],
  [any(`${before} ${wholeMonth}\\b`, "g"), (m) => ({ month: monthOf(m), day: null })],
  [
    any("(yesterday|last week|last month|this month|last summer|last year)\\b"),
    (words, _, __, now) => (now === null ? null : ago(words.toLowerCase(), now)),
  ],
];

const monthNames = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const monthOf = (name: string): number => monthNames.indexOf(name.slice(0, 3).toLowerCase());

const oneDay = (y: number, m: number, d: number): Window => ({
  from: Date.UTC(y, m, d),
  to: Date.UTC(y, m, d + 1),
});

const months = (y: number, m: number, count: number): Window => ({
  from: Date.UTC(y, m, 1),
  to: Date.UTC(y, m + count, 1),
});

const firstMonths = new Map([
  ["sp", 2],
  ["su", 5],
  ["wi", 11],
]);

/** Of the north; a winter begins in the year that names it. */
function season(name: string, y: number): Window {
  return months(y, firstMonths.get(name.slice(0, 2).toLowerCase()) ?? 8, 3);
}

function ago(words: string, now: number): Window {
  const at = new Date(now);
  const y = at.getUTCFullYear();
  const m = at.getUTCMonth();
  switch (words) {
    case "yesterday":
      return { from: now - 2 * dayMs, to: now };
    case "last week":
      return { from: now - 14 * dayMs, to: now };
    case "last month":
      return months(y, m - 1, 1);
    case "this month":
      return months(y, m, 1);
    case "last summer":
      return months(m >= 8 ? y : y - 1, 5, 3);
    default:
      return months(y - 1, 0, 12);
  }
}

/**
 * The spans as windows, rising and apart; those of any year once for each year that touches what lies
 * between two moments.
 */
export function windowsOf(spans: readonly Span[], { from, to }: Window): Window[] {
  const first = new Date(from).getUTCFullYear() - 1;
  const years = new Date(to).getUTCFullYear() + 2 - first;
  const all = spans.flatMap((span) => {
    if ("from" in span) return [span];
    const { month, day } = span;
    return Array.from({ length: years }, (_, i) =>
      day === null ? months(first + i, month, 1) : oneDay(first + i, month, day),
    );
  });
  return joined(all.toSorted((a, b) => a.from - b.from));
}

function joined(rising: readonly Window[]): Window[] {
  const apart: Window[] = [];
  for (const window of rising) {
    const last = apart.at(-1);
    if (last === undefined || last.to < window.from) apart.push(window);
    else apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, window.to) };
  }
  return apart;
}

/**
 * 1 within a window, falling to 0 over `after` days behind it, for people tell of a thing soon after
 * it, and over `before` days ahead of it. `windows` rise and lie apart.
 */
export function nearness(
  windows: readonly Window[],
  at: number,
  { before, after }: { before: number; after: number },
): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const window = windows[middle];
    if (window !== undefined && window.from <= at) low = middle + 1;
    else high = middle;
  }
  const behind = windows[low - 1];
  const ahead = windows[low];
  return Math.max(
    0,
    behind === undefined ? 0 : 1 - Math.max(0, at - behind.to) / (after * dayMs),
    ahead === undefined ? 0 : 1 - (ahead.from - at) / (before * dayMs),
  );
}
