import { coveringAt, type Fact } from "./fact.ts";

/**
 * The versions of a fact in both times: for which time in the world each speaks, and for how long it was
 * what was known of it.
 *
 * FH1 One is known until the first later one that speaks of its beginning: a correction, or what takes it
 *     back. What only goes on from later ends the time that it speaks for, and not that it is known.
 */
export type Span = {
  fact: Fact;
  /** Until when it holds, by all that is known now; null for as far as that goes. */
  heldTo: number | null;
  /** Since when something else is known of its beginning; null: it is what is known. */
  knownTo: number | null;
};

export function spansOf(versions: readonly Fact[]): Span[] {
  return versions.map((fact, i) => {
    const later = versions.slice(i + 1);
    const instead = later.find((each) => coveringAt([each], fact.validFrom) === each);
    const next = later.map(({ validFrom }) => validFrom).filter((at) => at > fact.validFrom);
    const ends = [...(fact.validTo === null ? [] : [fact.validTo]), ...next];
    return {
      fact,
      heldTo: ends.length === 0 ? null : Math.min(...ends),
      knownTo: instead?.recordedAt ?? null,
    };
  });
}
