import { Chains, none } from "./chains.ts";
import { type Cells, Column } from "./column.ts";
import { type Names, namesOf } from "./names.ts";
import type { Passage } from "../passage.ts";
import { asksWorth, lengthWorth } from "./substance.ts";
import type { Traits } from "./traits.ts";
import { weights } from "./weights.ts";

/** What is known of a passage besides its text. `key` is the number it is kept under. */
export type Entry = Pick<Passage, "author" | "thread" | "at"> & Traits & { readonly key: number };

type Wide = { readonly lengths: Cells; readonly mean: number };

/**
 * The passages of one client as ranking reads them, in columns by position.
 *
 * CO1 A passage's position is how many were added before it, and never changes. A key is added once.
 * CO2 Neighbours are of one conversation; what belongs to none stands alone.
 * CO3 However often it grows, what depends on neighbours is worked out again when it is read.
 */
export class Corpus {
  readonly #positions = new Map<number, number>();
  readonly #keys = new Column();
  readonly #author = new Column();
  readonly #saidBy = new Column();
  readonly #authors = new Map<string, number>();
  readonly #names: Names[] = [];
  readonly #thread = new Column();
  readonly #threads = new Map<string, number>();
  readonly #sizes = new Column();
  #threadCount = 0;
  readonly #at = new Column();
  readonly #words = new Column();
  readonly #chars = new Column();
  readonly #flags = new Column();
  readonly #substance = new Column();
  readonly #chains = new Chains(this.#at, this.#keys);
  #wide: Wide | null = null;

  readonly keys: Cells = this.#keys;
  /** Those who said any of it, each by the names that they go by. */
  readonly authors: readonly Names[] = this.#names;
  /** Positions in `authors`. */
  readonly author: Cells = this.#author;
  /** Numbers below `threads`. */
  readonly thread: Cells = this.#thread;
  /** By thread, how many passages are of it. */
  readonly sizes: Cells = this.#sizes;
  /** Epoch ms; 0 where nobody knows. */
  readonly at: Cells = this.#at;
  readonly chars: Cells = this.#chars;
  readonly flags: Cells = this.#flags;
  /** What each counts for its length, less what it loses for asking. */
  readonly substance: Cells = this.#substance;

  get size(): number {
    return this.#keys.size;
  }

  get threads(): number {
    return this.#threadCount;
  }

  /** How much of it all one of `authors` said, from 0 to 1. */
  shareOf(author: number): number {
    return this.#saidBy.read(author) / (this.size || 1);
  }

  add(entry: Entry): void {
    const position = this.size;
    if (this.#positions.has(entry.key)) return;
    this.#positions.set(entry.key, position);
    this.#keys.push(entry.key);
    this.#at.push(entry.at);
    this.#words.push(entry.words);
    this.#chars.push(entry.chars);
    this.#flags.push(entry.flags);
    this.#substance.push(lengthWorth(entry.chars) + asksWorth(entry));
    const author = this.#authorOf(entry.author);
    this.#author.push(author);
    this.#saidBy.write(author, this.#saidBy.read(author) + 1);
    const thread = this.#threadOf(entry.thread);
    this.#thread.push(thread);
    this.#sizes.write(thread, this.#sizes.read(thread) + 1);
    this.#chains.add(position, thread);
    this.#wide = null;
  }

  /** Null for what was never added. */
  positionOf(key: number): number | null {
    return this.#positions.get(key) ?? null;
  }

  /** Of those keys that were added. */
  positionsOf(keys: Iterable<number>): number[] {
    const positions: number[] = [];
    for (const key of keys) {
      const position = this.#positions.get(key);
      if (position !== undefined) positions.push(position);
    }
    return positions;
  }

  /** The position before in the conversation, or `none`. */
  get previous(): Cells {
    return this.#chains.previous;
  }

  get next(): Cells {
    return this.#chains.next;
  }

  /** By thread, the position of what was said first. */
  get first(): Cells {
    return this.#chains.first;
  }

  /** How many words each has with those of its neighbours, which count by their weights; and the mean. */
  get wide(): Wide {
    this.#wide ??= this.#widened();
    return this.#wide;
  }

  #widened(): Wide {
    const { previous, next } = this.#chains;
    const lengths = new Column(this.size);
    let total = 0;
    for (let i = 0; i < this.size; i++) {
      const before = previous.read(i);
      const after = next.read(i);
      let length = this.#words.read(i);
      if (before !== none) length += weights.wordOfPrevious * this.#words.read(before);
      if (after !== none) length += weights.wordOfNext * this.#words.read(after);
      lengths.write(i, length);
      total += length;
    }
    return { lengths, mean: total / this.size || 1 };
  }

  #authorOf(name: string): number {
    const known = this.#authors.get(name);
    if (known !== undefined) return known;
    this.#authors.set(name, this.#names.length);
    this.#saidBy.push(0);
    return this.#names.push(namesOf(name)) - 1;
  }

  #threadOf(name: string): number {
    const known = this.#threads.get(name);
    if (known !== undefined) return known;
    if (name !== "") this.#threads.set(name, this.#threadCount);
    this.#threadCount += 1;
    this.#sizes.push(0);
    return this.#threadCount - 1;
  }
}
