import type { Hit, Search } from "../../ledger/table.ts";

type Entry = { within: string; counts: Map<string, number>; length: number };

/** What SQLite's full text uses: https://www.sqlite.org/fts5.html#the_bm25_function */
const k1 = 1.2;
const b = 0.75;
const leastIdf = 1e-6;

/** The words of a table's rows, with the scores that SQLite gives: Okapi BM25 over all rows. */
export class MemoryWords {
  readonly #entries = new Map<number, Entry>();

  put(key: number, within: string, words: readonly string[]): void {
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    // The value that it is found within counts as a word of its row.
    this.#entries.set(key, { within, counts, length: words.length + 1 });
  }

  remove(key: number): void {
    this.#entries.delete(key);
  }

  search({ within, words, limit }: Search): Hit[] {
    const entries = [...this.#entries];
    const total = entries.reduce((sum, [, { length }]) => sum + length, 0);
    const usual = total / Math.max(1, entries.length);
    const rarity = new Map(words.map((word) => [word, this.#idf(word)]));
    const hits = entries
      .filter(([, entry]) => entry.within === within && words.some((w) => entry.counts.has(w)))
      .map(([key, { counts, length }]) => {
        let score = 0;
        for (const word of words) {
          const count = counts.get(word) ?? 0;
          const dense = (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / usual));
          score += (rarity.get(word) ?? 0) * dense;
        }
        return { key, score };
      });
    return hits.toSorted((x, y) => y.score - x.score || y.key - x.key).slice(0, limit);
  }

  #idf(word: string): number {
    const holding = [...this.#entries.values()].filter(({ counts }) => counts.has(word)).length;
    const idf = Math.log((this.#entries.size - holding + 0.5) / (holding + 0.5));
    return Math.max(idf, leastIdf);
  }
}
