import { best } from "./best.ts";
import { Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
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
 * `hits`: for each term of the question the positions that hold it. `cosines`: by position, of the
 * question with each, less of them where vectors are still to come; null where words alone decide.
 */
export function rank(
  corpus: Corpus,
  question: Question,
  hits: readonly (readonly number[])[],
  cosines: Float32Array | null,
  k: number,
): Ranked[] {
  const own = new OwnParts(corpus, question, hits, cosines);
  const scores = new Column(corpus.size);
  for (let i = 0; i < corpus.size; i++) scores.write(i, own.sum(i));
  const ofThread = threadScores(corpus, scores);
  const worth = question.wants.several ? weights.threadOfSeveral : weights.thread;
  const thread = (i: number): number => worth * ofThread.read(corpus.thread.read(i));
  for (let i = 0; i < corpus.size; i++) scores.write(i, scores.read(i) + thread(i));
  return best(scores, k).map((position) => ({
    position,
    score: scores.read(position),
    parts: { ...own.told(position), thread: thread(position) },
  }));
}
