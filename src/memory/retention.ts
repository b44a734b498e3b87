/**
 * How long content is kept that nothing needs any more, by kind.
 *
 * RK1 Only these kinds are ever removed by rule. What the law wants kept, what was agreed, sent or said
 *     yes to, and what is on record is of none of them.
 * RK2 Age counts from when something was recorded; what is dated later than now has none.
 * RK3 A sample is drawn by the digest of what it is drawn from: without chance, so that looking again
 *     draws the same.
 * RK4 Letters of trade are kept as long as the strictest of the laws that Mainstay knows wants them: six
 *     years from the end of their year.
 */
export const kinds = [
  "prompts",
  "drafts",
  "noAction",
  "mails",
  "passages",
  "byHand",
  "notes",
] as const;
export type Kind = (typeof kinds)[number];

/** Null: forever. Of what is older than `keepMs` one in `sample` stays, until it is older than `untilMs`. */
export type Rule = {
  readonly keepMs: number | null;
  readonly sample: number | null;
  readonly untilMs: number | null;
};

export type Rules = Readonly<Record<Kind, Rule>>;

export const forever: Rule = { keepMs: null, sample: null, untilMs: null };

export function rulesFrom(said: Partial<Rules>): Rules {
  return Object.fromEntries(kinds.map((kind) => [kind, said[kind] ?? forever])) as Rules; // Of every kind.
}

const dayMs = 86_400_000;

/** RK4: up to seven years, by when in a year they came. */
const least: Partial<Record<Kind, number>> = { mails: 2_557 * dayMs };

/** No rule may be shorter. A day: what came of something can then be looked at. */
export function leastMs(kind: Kind): number {
  return least[kind] ?? dayMs;
}

/** When something goes by its rule, and whether it stays until then as one of a sample. */
export type Term = { goesAt: number | null; sampled: boolean };

export function termOf(rule: Rule, { at, digest }: { at: number; digest: string }): Term {
  const { keepMs, sample, untilMs } = rule;
  if (keepMs === null) return { goesAt: null, sampled: false };
  if (sample === null || !isDrawn(digest, sample)) return { goesAt: at + keepMs, sampled: false };
  return { goesAt: untilMs === null ? null : at + untilMs, sampled: true };
}

/** RK3. */
function isDrawn(digest: string, oneIn: number): boolean {
  return Number.parseInt(digest.slice(0, 12), 16) % oneIn === 0;
}

/** What counts as now may be no further ahead of the last time that was counted to. */
const mostAheadMs = 31 * dayMs;

/**
 * RK5 A clock that is wrong by years removes no more than a month too much: each time is counted to at most
 *     a month behind the last. Where it is long since anything ran, it follows by and by.
 */
export function countTo(now: number, last: number): number {
  return last > now ? now : Math.min(now, last + mostAheadMs);
}

/** When it is looked at, in the company's time zone: before the daily backup, which then holds less. */
export const retentionCron = "30 2 * * *";
