import type { Cells } from "./column.ts";

/** The `k` highest scores, the highest first, equal ones in the order of their positions. */
export function best(scores: Cells, k: number): { position: number; score: number }[] {
  const kept: { position: number; score: number }[] = [];
  let least = k > 0 ? -Infinity : Infinity;
  for (let position = 0; position < scores.size; position++) {
    const score = scores.read(position);
    if (score > least) least = insert(kept, { position, score }, k);
  }
  return kept;
}

/** What must be exceeded from now on. */
function insert(
  kept: { position: number; score: number }[],
  one: { position: number; score: number },
  k: number,
): number {
  kept.splice(kept.findLastIndex(({ score }) => score >= one.score) + 1, 0, one);
  kept.length = Math.min(kept.length, k);
  return kept[k - 1]?.score ?? -Infinity;
}
