import { none } from "./chains.ts";
import { type Cells, Column } from "./column.ts";
import type { Corpus } from "./corpus.ts";
import { dateScores } from "./date-scores.ts";
import type { Question } from "./question.ts";
import { asksWorth, lengthWorth } from "./substance.ts";
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
  readonly #corpus: Corpus;
  readonly #words: Column;
  readonly #meaning: Column;
  /** Words and meaning together. */
  readonly #base: Column;
  readonly #dates: Column;
  /** By author, what naming them counts. */
  readonly #named: Column;
  /** By flags, what telling a time and holding a name count where they are wanted. */
  readonly #wanted: Column;
  readonly #previous: Cells;
  readonly #next: Cells;
  readonly #author: Cells;
  readonly #flags: Cells;
  readonly #substance: Cells;
  readonly #ofBeside: number;

  constructor(
    corpus: Corpus,
    { people, spans, wants }: Question,
    hits: readonly (readonly number[])[],
    cosines: Float32Array | null,
  ) {
    this.#corpus = corpus;
    this.#words = shares(wordScores(corpus, hits), cosines === null ? 1 : weights.words);
    this.#meaning = shares(columnOf(corpus.size, cosines ?? []), weights.meaning);
    this.#base = sums(this.#words, this.#meaning);
    this.#dates = dateScores(corpus.at, spans);
    this.#named = named(people, corpus.authors.length);
    this.#wanted = wanted(wants);
    this.#previous = corpus.previous;
    this.#next = corpus.next;
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
      author: this.#named.read(this.#author.read(at)),
      date: this.#dates.read(at),
      time: this.#wanted.read(flags & sign.tellsTime),
      name: this.#wanted.read(flags & sign.holdsName),
      length: lengthWorth(chars),
      asks: asksWorth({ flags, chars }),
    };
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

function wanted({ time, name }: Question["wants"]): Column {
  const all = sign.asks | sign.tellsTime | sign.holdsName;
  return columnOf(
    all + 1,
    Array.from({ length: all + 1 }, (_, flags) => {
      const told = time && (flags & sign.tellsTime) !== 0 ? weights.time : 0;
      return told + (name && (flags & sign.holdsName) !== 0 ? weights.name : 0);
    }),
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
