/**
 * How well answers hold the passages that were marked as evidence for their questions.
 *
 * EV1 A passage is relevant or it is not; the share of the evidence that is found counts, and for
 *     nDCG where in the answer it stands.
 * EV2 Every question counts the same, however many passages are its evidence.
 */
export type Found = {
  readonly at5: number;
  readonly at10: number;
  readonly ndcg10: number;
  /** Of the evidence, what went into the pack. */
  readonly packed: number;
};

/** `ids`: the answer, the likeliest first; `pack`: what was put into a context of so many tokens. */
export function foundIn(
  evidence: readonly string[],
  ids: readonly string[],
  pack: readonly string[],
): Found {
  const wanted = new Set(evidence);
  const share = (some: readonly string[]): number =>
    new Set(some.filter((id) => wanted.has(id))).size / wanted.size;
  const first = ids.slice(0, 10);
  const gained = first.reduce((sum, id, i) => sum + (wanted.has(id) ? gain(i) : 0), 0);
  const most = [...wanted].slice(0, 10).reduce((sum, _, i) => sum + gain(i), 0);
  return {
    at5: share(ids.slice(0, 5)),
    at10: share(first),
    ndcg10: gained / most,
    packed: share(pack),
  };
}

const gain = (place: number): number => 1 / Math.log2(place + 2);

/** 0 of each where there are none. */
export function meanOf(all: readonly Found[]): Found {
  const mean = (pick: (found: Found) => number): number =>
    all.length === 0 ? 0 : all.reduce((sum, each) => sum + pick(each), 0) / all.length;
  return {
    at5: mean(({ at5 }) => at5),
    at10: mean(({ at10 }) => at10),
    ndcg10: mean(({ ndcg10 }) => ndcg10),
    packed: mean(({ packed }) => packed),
  };
}

/** How well how near the nearest is tells questions that have one from those that have none. */
export type Told = {
  /** That something is nearer to a question with an answer than to one without: 0.5 is chance, 1 is certain. */
  readonly auc: number;
  /** What nine of ten questions with an answer reach, and the share of the others below it. */
  readonly threshold: number;
  readonly below: number;
};

/** Null where one side is empty. */
export function toldApart(answered: readonly number[], others: readonly number[]): Told | null {
  if (answered.length === 0 || others.length === 0) return null;
  let above = 0;
  for (const one of answered) {
    for (const other of others) above += one > other ? 1 : one === other ? 0.5 : 0;
  }
  const rising = answered.toSorted((a, b) => a - b);
  const threshold = Math.min(...rising.slice(Math.floor(rising.length / 10)));
  return {
    auc: above / (answered.length * others.length),
    threshold,
    below: others.filter((score) => score < threshold).length / others.length,
  };
}
