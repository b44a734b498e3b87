import { equal } from "../value/json.ts";
import { at as labelAt } from "../value/label.ts";
import { coveringAt, type Fact } from "./fact.ts";
import type { RecordState } from "./record.ts";

/**
 * What must be recorded so that a fact says again what some of its versions alone say: those up to a place
 * in the history, or all but those that came from one source.
 *
 * MS4 Every time in the world is put right, not only now: one new version for each stretch of which the
 *     versions that stay say something else, or nothing.
 * MS5 Nothing is removed (RC1), and nothing is recorded where it says so already: done again, it is empty.
 * MS6 A new version rests on the one that it repeats. Whoever asks where it came from is told of that one.
 */
export type Stretch = {
  from: number;
  to: number | null;
  /** The version that is to hold then; null: nothing is known. */
  fact: Fact | null;
};

export function stretches(versions: readonly Fact[], stays: (fact: Fact) => boolean): Stretch[] {
  const staying = versions.filter(stays);
  const starts = startsOf(versions);
  const found: Stretch[] = [];
  for (const [n, from] of starts.entries()) {
    const [now, then] = [coveringAt(versions, from), knownIn(coveringAt(staying, from))];
    if (same(knownIn(now), then)) continue;
    const to = starts[n + 1] ?? null;
    const last = found.at(-1);
    if (last?.to === from && last.fact === then) last.to = to;
    else found.push({ from, to, fact: then });
  }
  return found;
}

function startsOf(versions: readonly Fact[]): number[] {
  const times = versions.flatMap(({ validFrom, validTo }) =>
    validTo === null ? [validFrom] : [validFrom, validTo],
  );
  return [...new Set(times)].toSorted((a, b) => a - b);
}

function knownIn(fact: Fact | null): Fact | null {
  return fact?.known === true ? fact : null;
}

function same(now: Fact | null, then: Fact | null): boolean {
  if (now === null || then === null) return now === then;
  return (
    now === then ||
    (equal(now.value, then.value) &&
      now.expiresAt === then.expiresAt &&
      now.confidence === then.confidence &&
      labelAt(now.labels, "").origins.join() === labelAt(then.labels, "").origins.join())
  );
}

/**
 * The version that one repeats, itself where it repeats none (MS6): an older one of the same fact, or what
 * was said against what stood and was taken by the operator.
 */
export function rootOf(record: RecordState, field: string, fact: Fact): Fact {
  const versions = record.facts[field] ?? [];
  const disputed = Object.values(record.disputes).map(({ said }) => said);
  const repeated = [...versions, ...disputed].find(
    ({ entry }) => entry === fact.source && entry < fact.entry,
  );
  return repeated === undefined ? fact : rootOf(record, field, repeated);
}
