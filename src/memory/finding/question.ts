import { type Span, spansIn } from "./dates.ts";
import { formsOf, isAside } from "./english.ts";
import { mentionsIn, type Names, replaced } from "./names.ts";
import { timeWords } from "./time-words.ts";
import { inFirstPerson } from "./voice.ts";
import { type Wants, wantsOf } from "./wants.ts";
import { weights } from "./weights.ts";
import { stemsIn, wordsIn } from "./words.ts";

/**
 * What is read from a question before any passage is looked at, all of it by rule.
 *
 * QU1 The people and times that it names are looked for as such; people are not among its terms.
 * QU2 Whatever the text holds, its terms are stems of words, and its reading is bounded.
 */
export type Question = {
  /** For each name in it those who go by it, the first named first. */
  readonly people: readonly (readonly number[])[];
  /** For each of these names the stems by which a passage would call them. */
  readonly called: readonly (readonly string[])[];
  /** Each as the stems of its irregular forms, any of which counts. */
  readonly terms: readonly (readonly string[])[];
  readonly spans: readonly Span[];
  /** For each time that is named in full the words that name it, all of which are needed. */
  readonly times: readonly (readonly (readonly string[])[])[];
  readonly wants: Wants;
  readonly toEmbed: string;
};

/** Those who said what is looked through, and how much of it, from 0 to 1. */
export type Speakers = {
  readonly authors: readonly Names[];
  shareOf(person: number): number;
};

const mostCharacters = 2_000;
const mostTerms = 24;

/** `now`, epoch ms, is what "last week" is read as of; null where nobody knows. */
export function readQuestion(asked: string, speakers: Speakers, now: number | null): Question {
  const text = asked.slice(0, mostCharacters).toWellFormed();
  const { authors } = speakers;
  const mentions = mentionsIn(text, authors);
  const unnamed = replaced(text, mentions, () => " ").replace(/\s+/g, " ");
  const named = new Map(mentions.map(({ people }) => [people.join(), people]));
  const [subject] = named.values();
  const spans = spansIn(unnamed, now);
  return {
    people: [...named.values()],
    called: [...named.values()].map((namesakes) => calledBy(namesakes, authors)),
    // A time is a word as well: whoever tells of a month at another time names it.
    terms: termsIn(unnamed),
    spans,
    times: spans.map(timeWords).filter((words) => words !== null),
    wants: wantsOf(text),
    toEmbed:
      subject !== undefined && speaks(subject, speakers)
        ? inFirstPerson(text, mentions, subject)
        : text,
  };
}

/** Whoever says little of it is spoken of by others. */
const speaks = (namesakes: readonly number[], speakers: Speakers): boolean =>
  namesakes.reduce((sum, person) => sum + speakers.shareOf(person), 0) >= weights.speaks;

/** By the shortest name that each goes by. */
const calledBy = (namesakes: readonly number[], authors: readonly Names[]): string[] => {
  const names = authors.filter((_, person) => namesakes.includes(person));
  const shortest = names.flatMap((each) => each.slice(-1));
  return [...new Set(shortest.flatMap((name) => stemsIn(name).slice(0, 1)))];
};

function termsIn(text: string): string[][] {
  const content = wordsIn(text).filter((word) => !isAside(word));
  const terms = new Map(content.map(formsOf).map((forms) => [forms[0], forms]));
  return [...terms.values()]
    .slice(0, mostTerms)
    .map((forms) => [...new Set(forms.flatMap(stemsIn))]);
}
