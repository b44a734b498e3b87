import { none } from "./chains.ts";
import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import { dateScores } from "./date-scores.ts";
import type { Question } from "./question.ts";
import { sign } from "./traits.ts";
import { weights } from "./weights.ts";
import { wordScores } from "./word-scores.ts";

/** What makes up the score of a passage; `asks` takes away. */
export type Parts = {
  readonly words: number;
  readonly meaning: number;
  readonly beside: number;
  readonly author: number;
  readonly date: number;
  readonly time: number;
  readonly name: number;
  readonly length: number;
  readonly asks: number;
  readonly thread: number;
};

/** All parts but `thread`: what each passage has of itself and from its neighbours. */
export class OwnParts {
  readonly #words: Column;
  readonly #meaning: Column;
  /** Words and meaning together. */
  readonly #base: Column;
  readonly #dates: Column;
  /** By author. */
  readonly #named: Column;
  readonly #timeWorth: number;
  readonly #nameWorth: number;
  readonly #besideWorth: number;
  readonly #previous: Cells;
  readonly #next: Cells;
  readonly #author: Cells;
  readonly #flags: Cells;
  readonly #chars: Cells;

  constructor(
    corpus: Corpus,
    { people, spans, wants }: Question,
    hits: readonly (readonly number[])[],
    cosines: Float32Array | null,
  ) {
    this.#words = shares(wordScores(corpus, hits), cosines === null ? 1 : weights.words);
    this.#meaning = shares(columnOf(cosines ?? [], corpus.size), weights.meaning);
    this.#base = sums(this.#words, this.#meaning);
    this.#dates = dateScores(corpus.at, spans);
    this.#named = named(people, corpus.authors.length);
    this.#timeWorth = wants.time ? weights.time : 0;
    this.#nameWorth = wants.name ? weights.name : 0;
    this.#besideWorth = wants.several ? weights.besideOfSeveral : 1;
    this.#previous = corpus.previous;
    this.#next = corpus.next;
    this.#author = corpus.author;
    this.#flags = corpus.flags;
    this.#chars = corpus.chars;
  }

  /** Of all parts of one passage. */
  sum(at: number): number {
    return (
      this.#base.read(at) +
      this.#beside(at) +
      this.#named.read(this.#author.read(at)) +
      this.#dates.read(at) +
      this.#time(at) +
      this.#name(at) +
      this.#length(at) +
      this.#asks(at)
    );
  }

  told(at: number): Omit<Parts, "thread"> {
    return {
      words: this.#words.read(at),
      meaning: this.#meaning.read(at),
      beside: this.#beside(at),
      author: this.#named.read(this.#author.read(at)),
      date: this.#dates.read(at),
      time: this.#time(at),
      name: this.#name(at),
      length: this.#length(at),
      asks: this.#asks(at),
    };
  }

  #beside(at: number): number {
    const previous = this.#previous.read(at);
    const next = this.#next.read(at);
    let beside = 0;
    if (previous !== none) {
      const asked = this.#bears(previous, sign.asks) ? weights.previousAsks : 0;
      beside += (weights.previous * this.#besideWorth + asked) * this.#base.read(previous);
    }
    if (next !== none) beside += weights.next * this.#besideWorth * this.#base.read(next);
    return beside;
  }

  #time(at: number): number {
    return this.#bears(at, sign.tellsTime) ? this.#timeWorth : 0;
  }

  #name(at: number): number {
    return this.#bears(at, sign.holdsName) ? this.#nameWorth : 0;
  }

  #length(at: number): number {
    return lengthWorths.read(Math.min(this.#chars.read(at), weights.longChars));
  }

  #asks(at: number): number {
    if (!this.#bears(at, sign.asks)) return 0;
    const shortly = this.#chars.read(at) < weights.shortChars;
    return -weights.asks - (shortly ? weights.asksShortly : 0);
  }

  #bears(at: number, one: number): boolean {
    return (this.#flags.read(at) & one) !== 0;
  }
}

/** By number of characters. */
const lengthWorths = columnOf(
  Array.from({ length: weights.longChars + 1 }, (_, chars) => {
    const most = Math.log(1 + weights.longChars / weights.fewChars);
    return (weights.length * Math.log(1 + chars / weights.fewChars)) / most;
  }),
  weights.longChars + 1,
);

function columnOf(values: Iterable<number>, size: number): Column {
  const column = new Column(size);
  let at = 0;
  for (const value of values) {
    column.write(at, value);
    at += 1;
  }
  return column;
}

/** In place: each as its share of the best one, times `worth`; 0 for what is below 0. */
function shares(scores: Column, worth: number): Column {
  let most = 0;
  for (let at = 0; at < scores.size; at++) most = Math.max(most, scores.read(at));
  const scale = most === 0 ? 0 : worth / most;
  for (let at = 0; at < scores.size; at++) {
    scores.write(at, Math.max(0, scores.read(at)) * scale);
  }
  return scores;
}

function sums(one: Cells, other: Cells): Column {
  const sums = new Column(one.size);
  for (let at = 0; at < one.size; at++) sums.write(at, one.read(at) + other.read(at));
  return sums;
}

function named(people: readonly number[], authors: number): Column {
  const worth = new Column(authors);
  for (const person of people) worth.write(person, weights.author / people.length);
  const [subject] = people;
  if (subject !== undefined) worth.write(subject, worth.read(subject) + weights.subject);
  return worth;
}
