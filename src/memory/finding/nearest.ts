import type { Cells } from "./column.ts";

/**
 * The cosine of what means most the like of a question, of all that was said by `until`: unlike a score it
 * is no share of the best, so that it tells whether anything is near. Null where there is nothing.
 */
export function nearest(at: Cells, cosines: Float32Array, until: number | null): number | null {
  let most = -Infinity;
  for (const [i, cosine] of cosines.entries()) {
    if (cosine > most && (until === null || at.read(i) <= until)) most = cosine;
  }
  return most === -Infinity ? null : most;
}
