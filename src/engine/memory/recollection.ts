import { EmbedderFailed, type Embedder, type VectorStore } from "../../embed/contract.ts";
import { packed } from "../../embed/packed.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import type { Corpus } from "../../memory/corpus.ts";
import { hitsOf, lookups } from "../../memory/hits.ts";
import { inTurns, mattersIn } from "../../memory/matters.ts";
import { nearest } from "../../memory/nearest.ts";
import { packed as fit, tokensOf } from "../../memory/pack.ts";
import { type Passage, passageOf } from "../../memory/passage.ts";
import { readQuestion } from "../../memory/question.ts";
import { unquoted } from "../../memory/quoted.ts";
import { rank, type Ranked } from "../../memory/rank.ts";
import { Shelf } from "./shelf.ts";

/**
 * What was said, found again by its words and its meaning.
 *
 * RE1 Only passages of the clients named are looked at: the store finds words within exactly one, and
 *     vectors are kept by client.
 * RE2 Words are found from the commit on. Vectors follow; as long as any is missing, or the embedder
 *     fails, the answer says so and rests on words.
 * RE3 One answer is by one model. Where another is named, its vectors are made from the beginning, and none
 *     of the old ones is compared with them.
 */
export type Recalled = {
  passages: readonly (Passage & { key: number; score: number; parts: Ranked["parts"] })[];
  /**
   * How near in meaning the nearest of them is, up to 1, and for several questions in one the farthest of
   * these; null where meaning was not asked.
   */
  nearest: number | null;
  /** Of the clients' passages, how many there are, and how many have no vector yet. */
  known: number;
  missing: number;
  /** Why meaning could not be asked at all; null where it was. */
  wordsOnly: string | null;
};

export type Question = {
  query: string;
  k: number;
  /** Instead of `k`: what goes into so many tokens; null for `k`. */
  tokens: number | null;
  /** Nothing that was said later is found. */
  until: number | null;
};

export type Meaning = { embedder: Embedder; vectors: VectorStore };

type Opened = Meaning & { shelf: Shelf };

/** What makes vectors, and why it did not the last time; null where it did, or was not asked. */
export type Maker = { id: string; dimensions: number; failed: string | null };

/** Of these a pack is made: deeper ones answer nothing. */
const mostPacked = 120;

/** Where there are more, what asks for several things is asked as one: each would take its time. */
const mostParted = 20_000;

/** Texts that are embedded between two commits of their vectors. */
const page = 64;

export class Recollection {
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #open: () => Meaning;
  #opened: Opened | null = null;
  #failed: string | null = null;
  /** How often vectors were taken away. */
  #taken = 0;
  #indexing: Promise<unknown> = Promise.resolve();

  /** `meaning` gives the same until another model is named; it is opened when it is first needed. */
  constructor(parts: { store: EventStore; journal: Journal; meaning: () => Meaning }) {
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

  async recall(
    clients: readonly string[],
    question: Question,
    signal: AbortSignal,
  ): Promise<Recalled> {
    const meaning = this.#meaning;
    const { corpus, vectors } = await meaning.shelf.of(clients);
    const matters = corpus.size <= mostParted ? mattersIn(question.query) : [question.query];
    const asked = matters.map((matter) => readQuestion(matter, corpus, question.until));
    const texts = asked.map(({ toEmbed }) => toEmbed);
    const meant = await this.#meant(meaning, texts, vectors.size, signal);
    const most = question.tokens === null ? question.k : mostPacked;
    const holding = this.#holding(clients, corpus);
    const rankings: Ranked[][] = [];
    const near: number[] = [];
    for (const [i, read] of asked.entries()) {
      const found: (readonly number[])[] = [];
      for (const words of lookups(read)) found.push(await holding(words));
      const vector = meant.vectors?.[i];
      const cosines = vector === undefined ? null : vectors.cosines(vector, corpus.size);
      near.push((cosines && nearest(corpus.at, cosines, question.until)) ?? -1);
      rankings.push(rank(corpus, read, hitsOf(read, found), cosines, most, question.until));
    }
    const ranked = inTurns(rankings, most);
    const chosen = question.tokens === null ? ranked : fitting(corpus, ranked, question.tokens);
    return {
      passages: await this.#told(chosen, (position) => corpus.keys.read(position)),
      nearest: meant.vectors === null ? null : Math.min(...near),
      known: corpus.size,
      missing: corpus.size - vectors.size,
      wordsOnly: meant.why,
    };
  }

  /** By the entry that kept it; null where it was forgotten. */
  async passage(seq: number): Promise<Passage | null> {
    return this.#passage(seq);
  }

  /** How many passages have no vector yet. */
  async unread(): Promise<number> {
    return this.#left();
  }

  get maker(): Maker {
    const { id, dimensions } = this.#meaning.embedder;
    return { id, dimensions, failed: this.#failed };
  }

  /** The same, once it was asked for a vector. */
  async tried(signal: AbortSignal): Promise<Maker> {
    await this.#embedded(this.#meaning, ["Is anybody there?"], signal).catch(expectFailed);
    return this.maker;
  }

  /** Nothing of what was made of their passages is left. */
  forget(clients: readonly string[]): void {
    this.#taken += 1;
    this.#meaning.vectors.drop(clients);
    this.#meaning.shelf.clear();
  }

  /** They are found no more, by their meaning either. */
  withdraw(passages: readonly { client: string; entry: number }[]): void {
    this.#taken += 1;
    this.#meaning.vectors.remove(keysOf(passages));
    this.#meaning.shelf.clear();
  }

  /** How many vectors there are of these passages. */
  vectorsOf(passages: readonly { client: string; entry: number }[]): number {
    return this.#meaning.vectors.held(keysOf(passages));
  }

  /** How many vectors there are of all passages of theirs. */
  vectorsFor(clients: readonly string[]): number {
    return this.#meaning.vectors.count(clients);
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    await opened?.embedder.close();
    await this.#indexing;
    opened?.vectors.close();
  }

  get #meaning(): Opened {
    const { embedder, vectors } = this.#open();
    if (this.#opened?.embedder === embedder) return this.#opened;
    const shelf = new Shelf(this.#store, vectors, embedder.dimensions);
    this.#opened = { embedder, vectors, shelf };
    this.#failed = null;
    return this.#opened;
  }

  async #meant(
    meaning: Opened,
    texts: readonly string[],
    known: number,
    signal: AbortSignal,
  ): Promise<{ vectors: readonly Float32Array[] | null; why: string | null }> {
    if (known === 0) return { vectors: null, why: this.#failed };
    try {
      return { vectors: await this.#embedded(meaning, texts, signal), why: null };
    } catch (error) {
      return { vectors: null, why: expectFailed(error) };
    }
  }

  /** A vector for each text, or none at all. */
  async #embedded(
    meaning: Opened,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    const { embedder } = meaning;
    const note = (failed: string | null) => {
      if (this.#opened === meaning) this.#failed = failed;
    };
    try {
      const vectors = await embedder.embed(texts, signal);
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

  /** Finds the positions of what holds any of some words; the same words are looked up once. */
  #holding(
    clients: readonly string[],
    corpus: Corpus,
  ): (words: readonly string[]) => Promise<readonly number[]> {
    const known = new Map<string, readonly number[]>();
    return async (words) => {
      const name = words.join(" ");
      const before = known.get(name);
      if (before !== undefined) return before;
      const found: number[] = [];
      for (const within of clients) {
        const keys = await this.#store.search({ table: "passage", within, words });
        for (const position of corpus.positionsOf(keys)) found.push(position);
      }
      known.set(name, found);
      return found;
    };
  }

  async #told(
    ranked: readonly Ranked[],
    keyOf: (position: number) => number,
  ): Promise<Recalled["passages"]> {
    const told: Recalled["passages"][number][] = [];
    for (const { position, score, parts } of ranked) {
      const key = keyOf(position);
      const passage = await this.#passage(key);
      if (passage !== null) told.push({ key, score, parts, ...passage });
    }
    return told;
  }

  async #passage(seq: number): Promise<Passage | null> {
    const [event] = await this.#journal.readFrom(seq, 1);
    return event === undefined ? null : passageOf(event);
  }

  async #index(most: number, signal: AbortSignal): Promise<{ made: number; left: number }> {
    let made = 0;
    while (made < most) {
      const meaning = this.#meaning;
      const above = { seq: meaning.vectors.reached() };
      const rows = await this.#store.find({
        table: "passage",
        above,
        order: [{ column: "seq" }],
        limit: Math.min(page, most - made),
      });
      if (rows.length === 0) return { made, left: 0 };
      await this.#embed(meaning, rows, signal);
      made += rows.length;
    }
    return { made, left: await this.#left() };
  }

  async #embed(meaning: Opened, rows: readonly Row[], signal: AbortSignal): Promise<void> {
    const taken = this.#taken;
    const read: { key: number; client: string; text: string }[] = [];
    for (const { seq, client } of rows) {
      const passage = await this.#passage(Number(seq));
      if (passage === null) continue;
      read.push({ key: Number(seq), client: String(client), text: unquoted(passage.text) });
    }
    const texts = read.map(({ text }) => text);
    const vectors = await this.#embedded(meaning, texts, signal);
    // Another model was named meanwhile (RE3), or some of these may be gone: what is left is read again.
    if (this.#meaning !== meaning || this.#taken !== taken) return;
    const made = read.flatMap(({ key, client }, i) => {
      const vector = vectors[i];
      return vector === undefined ? [] : [{ key, client, vector: packed(vector) }];
    });
    meaning.vectors.put(made, Number(rows.at(-1)?.["seq"]));
  }

  #left(): Promise<number> {
    return this.#store.count({ table: "passage", above: { seq: this.#meaning.vectors.reached() } });
  }
}

/** What an embedder says of its failure; anything else is none of its. */
function expectFailed(error: unknown): string {
  if (error instanceof EmbedderFailed) return error.message;
  throw error;
}

/** The best of them that go into so many tokens together. */
function fitting(corpus: Corpus, ranked: readonly Ranked[], tokens: number): Ranked[] {
  const lines = ranked.map(({ position }) => ({
    position,
    thread: corpus.thread.read(position),
    tokens: tokensOf({
      author: corpus.authors[corpus.author.read(position)]?.[0] ?? "",
      chars: corpus.chars.read(position),
    }),
  }));
  const taken = new Set(fit(lines, tokens));
  return ranked.filter(({ position }) => taken.has(position));
}

function keysOf(passages: readonly { client: string; entry: number }[]) {
  return passages.map(({ client, entry }) => ({ client, key: entry }));
}
