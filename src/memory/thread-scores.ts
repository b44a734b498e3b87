import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";

/** By conversation: `worth` times the mean of its three best scores, of which a missing one counts nothing. */
export function threadScores(
  { size, thread, threads }: Corpus,
  scores: Cells,
  worth: number,
): Column {
  const first = new Column(threads);
  const second = new Column(threads);
  const third = new Column(threads);
  for (let i = 0; i < size; i++) {
    const of = thread.read(i);
    const score = scores.read(i);
    if (score > first.read(of)) {
      third.write(of, second.read(of));
      second.write(of, first.read(of));
      first.write(of, score);
    } else if (score > second.read(of)) {
      third.write(of, second.read(of));
      second.write(of, score);
    } else if (score > third.read(of)) {
      third.write(of, score);
    }
  }
  for (let of = 0; of < threads; of++) {
    first.write(of, (worth * (first.read(of) + second.read(of) + third.read(of))) / 3);
  }
  return first;
}
