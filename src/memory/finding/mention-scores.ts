import { Column } from "./column.ts";
import { weights } from "./weights.ts";

/**
 * What naming those whom a question names counts, by position: people are spoken of by others, too.
 *
 * MS1 A name says the more, the fewer passages hold it: nothing where all do.
 *
 * `people`: for each who is named the positions that name them.
 */
export function mentionScores(size: number, people: readonly (readonly number[])[]): Column {
  const scores = new Column(size);
  for (const holding of people) {
    const rarity = Math.log10(size / (holding.length + 1));
    const worth = weights.mention * Math.max(0, Math.min(weights.mostRare, rarity));
    for (const at of holding) scores.write(at, scores.read(at) + worth / people.length);
  }
  return scores;
}
