import type { Cells } from "./column.ts";

/** Positions of the `k` highest scores, the highest first, equal ones in their order. */
export function best(scores: Cells, k: number): number[] {
  const kept: { at: number; score: number }[] = [];
  let least = -Infinity;
  for (let at = 0; at < scores.size; at++) {
    const score = scores.read(at);
    if (kept.length >= k && score <= least) continue;
    const place = kept.findLastIndex((other) => other.score >= score) + 1;
    kept.splice(place, 0, { at, score });
    kept.length = Math.min(kept.length, k);
    least = kept.at(-1)?.score ?? Infinity;
  }
  return kept.map(({ at }) => at);
}
