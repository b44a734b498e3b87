import { none } from "./chains.ts";
import { Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import { weights } from "./weights.ts";

/**
 * BM25 over each passage and its neighbours, from where the terms stand alone: no passage is indexed
 * with another's words, and what is rare is judged by this client's passages. `hits`: for each term
 * the positions that hold it.
 *
 * WO1 What all of a conversation says, as mails do their subject, hardly tells which of it is meant.
 */
export function wordScores(corpus: Corpus, hits: readonly (readonly number[])[]): Column {
  const { size, previous, next, wide, thread, sizes } = corpus;
  const { repetition, lengthLoss, wordOfPrevious, wordOfNext } = weights;
  const scores = new Column(size);
  const counts = new Column(size);
  const among = new Column(sizes.size);
  for (const holding of hits) {
    const touched: number[] = [];
    const count = (at: number, amount: number): void => {
      if (at === none) return;
      const before = counts.read(at);
      if (before === 0) touched.push(at);
      counts.write(at, before + amount);
    };
    for (const at of holding) {
      among.write(thread.read(at), among.read(thread.read(at)) + 1);
      count(at, 1);
      count(next.read(at), wordOfPrevious);
      count(previous.read(at), wordOfNext);
    }
    const rarity = Math.log(1 + (size - holding.length + 0.5) / (holding.length + 0.5));
    for (const at of touched) {
      const said = counts.read(at);
      const length = 1 - lengthLoss + (lengthLoss * wide.lengths.read(at)) / wide.mean;
      const score = (rarity * said * (repetition + 1)) / (said + repetition * length);
      const group = thread.read(at);
      scores.write(at, scores.read(at) + score * telling(among.read(group), sizes.read(group)));
      counts.write(at, 0);
    }
    for (const at of holding) among.write(thread.read(at), 0);
  }
  return scores;
}

/** What a word counts that so many of a conversation hold: less, the more of them do. */
function telling(holding: number, size: number): number {
  if (size < weights.fewOfThread) return 1;
  const share = holding / size;
  return 1 - weights.commonLoss * share * share;
}
