import { best } from "./best.ts";
import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import type { Hits } from "./hits.ts";
import { OwnParts, type Parts } from "./parts.ts";
import type { Question } from "./question.ts";
import { threadScores } from "./thread-scores.ts";
import { weights } from "./weights.ts";

export type Ranked = { readonly position: number; readonly score: number; readonly parts: Parts };

/**
 * The `k` passages of a client that answer a question best.
 *
 * RK1 A score is the sum of its parts, which are told with it.
 * RK2 Words and meaning count as shares of their best, so that neither outweighs the other by its scale.
 * RK3 The same passages, question, hits and cosines give the same answer; equal scores stand in the
 *     order of their positions.
 *
 * `cosines`: by position, of the
 * question with each, less of them where vectors are still to come; null where words alone decide.
 * `until`, epoch ms: what was said later is not among the answers; null where all of it may be.
 */
export function rank(
  corpus: Corpus,
  question: Question,
  hits: Hits,
  cosines: Float32Array | null,
  k: number,
  until: number | null = null,
): Ranked[] {
  const own = new OwnParts(corpus, question, hits, cosines);
  const scores = ownSums(own, corpus.size);
  const worth = question.wants.several ? weights.threadOfSeveral : weights.thread;
  const threads = threadScores(corpus, scores, worth);
  addThreads(scores, corpus.thread, threads);
  if (until !== null) leaveOut(scores, corpus.at, until);
  return best(scores, k).map(({ position, score }) => ({
    position,
    score,
    parts: { ...own.told(position), thread: threads.read(corpus.thread.read(position)) },
  }));
}

// A loop over all passages stands in a function of its own: what follows it would be compiled with it
// before it has ever run, and thrown away each time.

function ownSums(own: OwnParts, size: number): Column {
  const sums = new Column(size);
  for (let at = 0; at < size; at++) sums.write(at, own.sum(at));
  return sums;
}

function addThreads(scores: Column, thread: Cells, threads: Cells): void {
  for (let at = 0; at < scores.size; at++) {
    scores.write(at, scores.read(at) + threads.read(thread.read(at)));
  }
}

function leaveOut(scores: Column, at: Cells, until: number): void {
  for (let i = 0; i < scores.size; i++) if (at.read(i) > until) scores.write(i, -Infinity);
}
