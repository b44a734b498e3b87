import type { Search } from "../../ledger/table.ts";

type Entry = { within: string; words: ReadonlySet<string> };

/** The words of a table's rows. */
export class MemoryWords {
  readonly #entries = new Map<number, Entry>();

  put(key: number, within: string, words: readonly string[]): void {
    this.#entries.set(key, { within, words: new Set(words) });
  }

  remove(key: number): void {
    this.#entries.delete(key);
  }

  search({ within, words }: Search): number[] {
    return [...this.#entries]
      .filter(([, entry]) => entry.within === within && words.some((word) => entry.words.has(word)))
      .map(([key]) => key)
      .toSorted((a, b) => a - b);
  }
}
