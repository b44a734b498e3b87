import { EmbedderFailed, type Embedder, type VectorStore } from "../../embed/contract.ts";
import { packed } from "../../embed/packed.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { unquoted } from "../../memory/finding/quoted.ts";
import type { About, Elsewhere } from "./elsewhere.ts";
import { inTime } from "./in-time.ts";
import { saidAt } from "./passage-at.ts";
import { Shelf } from "./shelf.ts";

export type Meaning = { embedder: Embedder; vectors: VectorStore };

export type Opened = Meaning & { shelf: Shelf };

/** What makes vectors, and why it did not the last time; null where it did, or was not asked. */
export type Maker = {
  id: string;
  dimensions: number;
  /** The host that is told the texts; null where they stay here. */
  sendsTo: string | null;
  failed: string | null;
};

/** Texts that are embedded between two commits of their vectors. */
const page = 64;

/**
 * Vectors of passages, and of what is asked about them.
 *
 * RE3 One answer is by one model. Where another is named, its vectors are made from the beginning, and none
 *     of the old ones is compared with them.
 * RE4 What is secret is never sent to another computer: its words find it, and that it has no vector is told.
 */
export class Meanings {
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #open: () => Meaning;
  readonly #elsewhere: Elsewhere;
  #opened: Opened | null = null;
  #failed: string | null = null;
  #waits: string | null = null;
  /** How often vectors were taken away. */
  #taken = 0;
  #indexing: Promise<unknown> = Promise.resolve();

  /** `meaning` gives the same until another model is named; it is opened when it is first needed. */
  constructor(parts: {
    store: EventStore;
    journal: Journal;
    meaning: () => Meaning;
    elsewhere: Elsewhere;
  }) {
    this.#elsewhere = parts.elsewhere;
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#open = parts.meaning;
  }

  /** Gives vectors to passages that have none, the oldest first; one call after another. */
  async index(most: number, signal: AbortSignal): Promise<{ made: number; left: number }> {
    const mine = this.#indexing.then(() => this.#index(most, signal));
    this.#indexing = mine.catch(() => {});
    return mine;
  }

  /** How many passages have no vector yet. */
  async unread(): Promise<number> {
    return this.#left();
  }

  get maker(): Maker {
    const { id, dimensions, sendsTo = null, unable = null } = this.now.embedder;
    return { id, dimensions, sendsTo, failed: this.#failed ?? unable };
  }

  /** The same, once it was asked for a vector; one that is paid is not asked. */
  async tried(signal: AbortSignal): Promise<Maker> {
    if (this.maker.sendsTo === null) {
      const nobody = { entries: [], clients: [] };
      await this.#embedded(this.now, ["Is anybody there?"], nobody, signal).catch(expectFailed);
    }
    return this.maker;
  }

  /** Why passages were given no vectors when that was last tried; null where they were. */
  get waits(): string | null {
    return this.#waits;
  }

  /** How many passages are never given a vector by what makes them now (RE4). */
  get withheld(): number {
    const { embedder, vectors } = this.now;
    return isElsewhere(embedder) ? vectors.withheld() : 0;
  }

  /** Nothing of what was made of their passages is left. */
  forget(clients: readonly string[]): void {
    this.#taken += 1;
    this.now.vectors.drop(clients);
    this.now.shelf.clear();
  }

  /** They are found no more, by their meaning either. */
  withdraw(passages: readonly { client: string; entry: number }[]): void {
    this.#taken += 1;
    this.now.vectors.remove(keysOf(passages));
    this.now.shelf.clear();
  }

  /** How many vectors there are of these passages. */
  vectorsOf(passages: readonly { client: string; entry: number }[]): number {
    return this.now.vectors.held(keysOf(passages));
  }

  /** How many vectors there are of all passages of theirs. */
  vectorsFor(clients: readonly string[]): number {
    return this.now.vectors.count(clients);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    await opened?.embedder.close();
    await this.#indexing;
    opened?.vectors.close();
  }

  /** What is in use now; an answer holds on to it until it is given (RE3). */
  get now(): Opened {
    const { embedder, vectors } = this.#open();
    if (this.#opened?.embedder === embedder) return this.#opened;
    const shelf = new Shelf(this.#store, vectors, embedder.dimensions);
    this.#opened = { embedder, vectors, shelf };
    this.#failed = null;
    this.#waits = null;
    return this.#opened;
  }

  /** A vector for each text; why there is none, where none could be made or none is there to compare. */
  async of(
    meaning: Opened,
    texts: readonly string[],
    { known, clients }: { known: number; clients: readonly string[] },
    signal: AbortSignal,
  ): Promise<{ vectors: readonly Float32Array[] | null; why: string | null }> {
    if (known === 0) return { vectors: null, why: this.maker.failed };
    try {
      const about = { entries: [], clients: [...clients] };
      return { vectors: await this.#embedded(meaning, texts, about, signal), why: null };
    } catch (error) {
      return { vectors: null, why: expectFailed(error) };
    }
  }

  /** A vector for each text, or none at all. */
  async #embedded(
    meaning: Opened,
    texts: readonly string[],
    about: About,
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    const { embedder } = meaning;
    const note = (failed: string | null) => {
      if (this.#opened === meaning) this.#failed = failed;
    };
    try {
      const vectors = isElsewhere(embedder)
        ? await this.#elsewhere.embed(embedder, texts, about, signal)
        : await (about.entries.length === 0
            ? inTime(embedder, texts, signal)
            : embedder.embed(texts, signal));
      const sound = (vector: Float32Array) =>
        vector.length === embedder.dimensions && vector.every(Number.isFinite);
      if (vectors.length !== texts.length || !vectors.every(sound)) {
        throw new EmbedderFailed(`"${embedder.id}" gives other vectors than it says`);
      }
      note(null);
      return vectors;
    } catch (error) {
      note(expectFailed(error));
      throw error;
    }
  }

  async #index(most: number, signal: AbortSignal): Promise<{ made: number; left: number }> {
    let made = 0;
    while (made < most) {
      const meaning = this.now;
      const above = { seq: meaning.vectors.reached() };
      const rows = await this.#store.find({
        table: "passage",
        above,
        order: [{ column: "seq" }],
        limit: Math.min(page, most - made),
      });
      if (rows.length === 0) return { made, left: 0 };
      await this.#embed(meaning, rows, signal).catch((error: unknown) => {
        this.#waits = expectFailed(error);
        throw error;
      });
      this.#waits = null;
      made += rows.length;
    }
    return { made, left: await this.#left() };
  }

  async #embed(meaning: Opened, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    const taken = this.#taken;
    const read: { key: number; client: string; text: string }[] = [];
    const secret: { key: number; client: string; vector: null }[] = [];
    for (const row of rows) {
      const [key, client] = [Number(row["seq"]), String(row["client"])];
      const passage = await saidAt(this.#journal, key, client);
      if (passage === null) continue;
      if (isElsewhere(meaning.embedder) && passage.label.sensitivity === "secret")
        secret.push({ key, client, vector: null });
      else read.push({ key, client, text: unquoted(passage.text) });
    }
    const texts = read.map(({ text }) => text);
    const clients = [...new Set(read.map(({ client }) => client))];
    const about = { entries: read.map(({ key }) => key), clients };
    const vectors = texts.length === 0 ? [] : await this.#embedded(meaning, texts, about, signal);
    // Another model was named meanwhile (RE3), or some of these may be gone: what is left is read again.
    if (this.now !== meaning || this.#taken !== taken) return;
    const made = read.flatMap(({ key, client }, i) => {
      const vector = vectors[i];
      return vector === undefined ? [] : [{ key, client, vector: packed(vector) }];
    });
    meaning.vectors.put([...made, ...secret], Number(rows.at(-1)?.["seq"]));
  }

  #left(): Promise<number> {
    return this.#store.count({ table: "passage", above: { seq: this.now.vectors.reached() } });
  }
}

function isElsewhere(embedder: Embedder): embedder is Embedder & { sendsTo: string } {
  return embedder.sendsTo !== undefined;
}

/** What an embedder says of its failure; anything else is none of its. */
function expectFailed(error: unknown): string {
  if (error instanceof EmbedderFailed) return error.message;
  throw error;
}

function keysOf(passages: readonly { client: string; entry: number }[]) {
  return passages.map(({ client, entry }) => ({ client, key: entry }));
}
