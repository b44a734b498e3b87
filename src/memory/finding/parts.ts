import { none } from "./chains.ts";
import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import { dateScores } from "./date-scores.ts";
import type { Hits } from "./hits.ts";
import { mentionScores } from "./mention-scores.ts";
import type { Question } from "./question.ts";
import { asksWorth, lengthWorth } from "./substance.ts";
import { allSigns, sign } from "./traits.ts";
import { weights } from "./weights.ts";
import { wordScores } from "./word-scores.ts";

/** What makes up the score of a passage; `asks` takes away. */
export type Parts = {
  readonly words: number;
  readonly meaning: number;
  readonly beside: number;
  readonly opening: number;
  readonly author: number;
  readonly mention: number;
  readonly date: number;
  readonly time: number;
  readonly name: number;
  readonly number: number;
  readonly change: number;
  readonly length: number;
  readonly asks: number;
  readonly thread: number;
};

/** All parts but `thread`: what each passage has of itself and from its neighbours. */
export class OwnParts {
  readonly #corpus: Corpus;
  readonly #words: Column;
  readonly #meaning: Column;
  /** Words and meaning together. */
  readonly #base: Column;
  readonly #dates: Column;
  /** By author, what naming them counts. */
  readonly #named: Column;
  readonly #mentions: Column;
  /** By flags, what telling and holding count where they are wanted. */
  readonly #wanted: Column;
  readonly #previous: Cells;
  readonly #next: Cells;
  readonly #first: Cells;
  readonly #thread: Cells;
  readonly #author: Cells;
  readonly #flags: Cells;
  readonly #substance: Cells;
  readonly #ofBeside: number;

  constructor(
    corpus: Corpus,
    { people, spans, wants }: Question,
    hits: Hits,
    cosines: Float32Array | null,
  ) {
    this.#corpus = corpus;
    const ofWords = cosines === null ? 1 : weights.words;
    const words = shares(wordScores(corpus, hits.terms), ofWords);
    this.#words = sharpened(words, ofWords, weights.wordsPower);
    this.#meaning = shares(columnOf(corpus.size, cosines ?? []), weights.meaning);
    this.#base = sums(this.#words, this.#meaning);
    this.#dates = dateScores(corpus.at, spans, hits.times);
    this.#named = named(people, corpus.authors.length);
    this.#mentions = mentionScores(corpus.size, hits.people);
    this.#wanted = wanted(wants);
    this.#previous = corpus.previous;
    this.#next = corpus.next;
    this.#first = corpus.first;
    this.#thread = corpus.thread;
    this.#author = corpus.author;
    this.#flags = corpus.flags;
    this.#substance = corpus.substance;
    this.#ofBeside = wants.several ? weights.besideOfSeveral : 1;
  }

  /** Of all parts of one passage. */
  sum(at: number): number {
    return (
      this.#base.read(at) +
      this.#beside(at) +
      this.#opening(at) +
      this.#mentions.read(at) +
      this.#named.read(this.#author.read(at)) +
      this.#dates.read(at) +
      this.#wanted.read(this.#flags.read(at)) +
      this.#substance.read(at)
    );
  }

  told(at: number): Omit<Parts, "thread"> {
    const flags = this.#flags.read(at);
    const chars = this.#corpus.chars.read(at);
    return {
      words: this.#words.read(at),
      meaning: this.#meaning.read(at),
      beside: this.#beside(at),
      opening: this.#opening(at),
      author: this.#named.read(this.#author.read(at)),
      mention: this.#mentions.read(at),
      date: this.#dates.read(at),
      time: this.#wanted.read(flags & sign.tellsTime),
      name: this.#wanted.read(flags & sign.holdsName),
      number: this.#wanted.read(flags & sign.holdsNumber),
      change: this.#wanted.read(flags & sign.tellsChange),
      length: lengthWorth(chars),
      asks: asksWorth({ flags, chars }),
    };
  }

  /** What its neighbours count is no part of it. */
  #opening(at: number): number {
    const first = this.#first.read(this.#thread.read(at));
    const apart = first !== at && first !== this.#previous.read(at);
    return apart ? weights.opening * this.#base.read(first) : 0;
  }

  #beside(at: number): number {
    const previous = this.#previous.read(at);
    const next = this.#next.read(at);
    let beside = 0;
    if (previous !== none) {
      const asks = (this.#flags.read(previous) & sign.asks) !== 0;
      const worth = weights.previous * this.#ofBeside + (asks ? weights.previousAsks : 0);
      beside += worth * this.#base.read(previous);
    }
    if (next !== none) beside += weights.next * this.#ofBeside * this.#base.read(next);
    return beside;
  }
}

function wanted({ time, name, number, change }: Question["wants"]): Column {
  const worths = [
    [time, sign.tellsTime, weights.time],
    [name, sign.holdsName, weights.name],
    [number, sign.holdsNumber, weights.number],
    [change, sign.tellsChange, weights.change],
  ] as const;
  const worthOf = (flags: number): number =>
    worths.reduce((sum, [is, bit, worth]) => sum + (is && (flags & bit) !== 0 ? worth : 0), 0);
  return columnOf(
    allSigns + 1,
    Array.from({ length: allSigns + 1 }, (_, flags) => worthOf(flags)),
  );
}

function columnOf(size: number, values: ArrayLike<number>): Column {
  const column = new Column(size);
  for (let at = 0; at < values.length; at++) column.write(at, Number(values[at]));
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

/** In place, of shares of `worth`: what is less than the best counts by a power of its share. */
function sharpened(shares: Column, worth: number, power: number): Column {
  for (let at = 0; at < shares.size; at++) {
    const share = shares.read(at);
    if (share > 0) shares.write(at, worth * (share / worth) ** power);
  }
  return shares;
}

function sums(one: Cells, other: Cells): Column {
  const both = new Column(one.size);
  for (let at = 0; at < one.size; at++) both.write(at, one.read(at) + other.read(at));
  return both;
}

function named(people: Question["people"], authors: number): Column {
  const worth = new Column(authors);
  for (const [place, namesakes] of people.entries()) {
    const more = weights.author / people.length + (place === 0 ? weights.subject : 0);
    for (const person of namesakes) worth.write(person, worth.read(person) + more);
  }
  return worth;
}
