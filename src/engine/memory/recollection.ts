import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Corpus } from "../../memory/finding/corpus.ts";
import { hitsOf, lookups } from "../../memory/finding/hits.ts";
import { inTurns, mattersIn } from "../../memory/finding/matters.ts";
import { nearest } from "../../memory/finding/nearest.ts";
import { packed as fit, tokensOf } from "../../memory/pack.ts";
import type { Passage } from "../../memory/passage.ts";
import { readQuestion } from "../../memory/finding/question.ts";
import { rank, type Ranked } from "../../memory/finding/rank.ts";
import type { Meanings } from "./meanings.ts";
import { passageAt } from "./passage-at.ts";

/**
 * What was said, found again by its words and its meaning.
 *
 * RE1 Only passages of the clients named are looked at: the store finds words within exactly one, and
 *     vectors are kept by client.
 * RE2 Words are found from the commit on. Vectors follow; as long as any is missing, or the embedder
 *     fails, the answer says so and rests on words.
 */
export type Recalled = {
  passages: readonly (Passage & { key: number; score: number; parts: Ranked["parts"] })[];
  /**
   * How near in meaning the nearest of them is, up to 1, and for several questions in one the farthest of
   * these; null where meaning was not asked.
   */
  nearest: number | null;
  /** How many were found that do not go into the room that was given. */
  passed: number;
  /** Of the clients' passages, how many there are, and how many have no vector yet. */
  known: number;
  missing: number;
  /** How many of these are secret, and get none from what makes them (RE4). */
  withheld: number;
  /** Why the others have none, where it was tried; null where that is not known. */
  why: string | null;
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

/** Of these a pack is made: deeper ones answer nothing. */
const mostPacked = 120;

/** Where there are more, what asks for several things is asked as one: each would take its time. */
const mostParted = 20_000;

export class Recollection {
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #meanings: Meanings;

  constructor(parts: { store: EventStore; journal: Journal; meanings: Meanings }) {
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#meanings = parts.meanings;
  }

  async recall(
    clients: readonly string[],
    question: Question,
    signal: AbortSignal,
  ): Promise<Recalled> {
    const meaning = this.#meanings.now;
    const { corpus, vectors, withheld } = await meaning.shelf.of(clients);
    const matters = corpus.size <= mostParted ? mattersIn(question.query) : [question.query];
    const asked = matters.map((matter) => readQuestion(matter, corpus, question.until));
    const texts = asked.map(({ toEmbed }) => toEmbed);
    const known = vectors.size;
    const meant = await this.#meanings.of(meaning, texts, { known, clients }, signal);
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
      passed: question.tokens === null ? 0 : ranked.length - chosen.length,
      known: corpus.size,
      missing: corpus.size - vectors.size,
      withheld,
      why: corpus.size === known ? null : this.#meanings.waits,
      wordsOnly: meant.why,
    };
  }

  /** By the entry that kept it; null where it was forgotten. */
  async passage(seq: number): Promise<Passage | null> {
    return passageAt(this.#journal, seq);
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
      const passage = await this.passage(key);
      if (passage !== null) told.push({ key, score, parts, ...passage });
    }
    return told;
  }
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
