import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";

/** By conversation: `worth` times the mean of its three best scores; a missing one counts nothing. */
export function threadScores(
  { size, thread, threads }: Corpus,
  scores: Cells,
  worth: number,
): Column {
  const first = new Column(threads);
  const second = new Column(threads);
  const third = new Column(threads);
  for (let i = 0; i < size; i++) {
    const group = thread.read(i);
    const score = scores.read(i);
    if (score > first.read(group)) {
      third.write(group, second.read(group));
      second.write(group, first.read(group));
      first.write(group, score);
    } else if (score > second.read(group)) {
      third.write(group, second.read(group));
      second.write(group, score);
    } else if (score > third.read(group)) {
      third.write(group, score);
    }
  }
  for (let group = 0; group < threads; group++) {
    first.write(group, (worth * (first.read(group) + second.read(group) + third.read(group))) / 3);
  }
  return first;
}
