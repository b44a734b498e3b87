import { none } from "./chains.ts";
import { Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import { weights } from "./weights.ts";

/**
 * BM25 over each passage and its neighbours, from where the terms stand alone: no passage is indexed
 * with another's words, and what is rare is judged by this client's passages. `hits`: for each term
 * the positions that hold it.
 */
export function wordScores(corpus: Corpus, hits: readonly (readonly number[])[]): Column {
  const { size, previous, next, wide } = corpus;
  const { repetition, lengthLoss, wordOfPrevious, wordOfNext } = weights;
  const scores = new Column(size);
  const counts = new Column(size);
  for (const holding of hits) {
    const touched: number[] = [];
    const count = (at: number, amount: number): void => {
      if (at === none) return;
      const before = counts.read(at);
      if (before === 0) touched.push(at);
      counts.write(at, before + amount);
    };
    for (const at of holding) {
      count(at, 1);
      count(next.read(at), wordOfPrevious);
      count(previous.read(at), wordOfNext);
    }
    const rarity = Math.log(1 + (size - holding.length + 0.5) / (holding.length + 0.5));
    for (const at of touched) {
      const said = counts.read(at);
      const length = 1 - lengthLoss + (lengthLoss * wide.lengths.read(at)) / wide.mean;
      const score = (rarity * said * (repetition + 1)) / (said + repetition * length);
      scores.write(at, scores.read(at) + score);
      counts.write(at, 0);
    }
  }
  return scores;
}
