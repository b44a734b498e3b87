import { type Case, caseFrom, type Entry, type Hand, lastDay } from "./case.ts";

/**
 * What a careful bookkeeper does who keeps a card for each field and a line for each day. She knows
 * nothing of how the program weighs: she looks at the page of each day that is spoken of.
 *
 * - The page of a day shows what was written last for that day. What is no longer believed is crossed out.
 * - What the page says already she ticks off ("confirm").
 * - An empty page she fills in ("stands": nothing was there that could be wrong).
 * - Another's word she writes over what stands only where it speaks of a later day than what stands, comes
 *   from as good a hand, is as sure, and the card is not one that the owner keeps herself ("supersede").
 * - On a card that holds several she writes it beside the others, unless a better hand wrote them.
 * - She never touches the page of another entry than the one that she begins on. A word that claims such
 *   days outright, and says otherwise than they do, she puts before the owner ("conflict"), like all else.
 */
export type Label = "confirm" | "stands" | "supersede" | "conflict";
export type Labelled = { label: Label; days: readonly number[] };

const rank: Record<Hand, number> = { outside: 0, process: 1, operator: 2 };

export function labelOf({ kind, card, said }: Case): Labelled {
  const page = pageOf(card, said.from);
  const crossedOut = page !== null && page.expires !== null && page.expires <= said.from;
  if (page?.value === said.value && !crossedOut) return { label: "confirm", days: [] };
  const days = openDays(card, said.from, said.until);
  if (claimsMore(card, said, days)) return conflict;
  if (page === null || crossedOut) return { label: "stands", days };
  if (rank[said.by] < rank[page.by]) return conflict;
  if (page.value === null) return { label: "stands", days };
  if (kind === "many") return { label: "supersede", days };
  if (kind === "strong" || said.from <= page.from || said.sure < page.sure) return conflict;
  return { label: "supersede", days };
}

const conflict: Labelled = { label: "conflict", days: [] };

/** What was written last for that day. */
export function pageOf(card: readonly Entry[], day: number): Entry | null {
  let found: Entry | null = null;
  for (const entry of card) {
    if (entry.from <= day && (entry.until === null || day < entry.until)) found = entry;
  }
  return found;
}

/** From the first day on, those whose page is the same entry's, or empty. */
function openDays(card: readonly Entry[], from: number, until: number | null): number[] {
  const first = pageOf(card, from);
  const days: number[] = [];
  for (let day = from; day < (until ?? lastDay); day += 1) {
    const page = pageOf(card, day);
    if (page !== null && page !== first) break;
    days.push(day);
  }
  return days;
}

/** Whether it says in so many words until when, and other entries say otherwise of such a day. */
function claimsMore(
  card: readonly Entry[],
  { value, from, until }: Case["said"],
  days: readonly number[],
): boolean {
  for (let day = from + days.length; day < (until ?? 0); day += 1) {
    const page = pageOf(card, day);
    if (page !== null && page.value !== value && page !== pageOf(card, from)) return true;
  }
  return false;
}

/** A case with its label, as it stands in `cases.txt`: "plain | A outside 10- | B outside 15- 80% = supersede 15-59". */
export function lineOf(text: string): string {
  const { label, days } = labelOf(caseFrom(text));
  const last = days.at(-1);
  return `${text} = ${label}${last === undefined ? "" : ` ${days[0]}-${last}`}`;
}
