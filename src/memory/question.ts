import { type Span, spansIn } from "./dates.ts";
import { formsOf, isAside } from "./english.ts";
import { mentionsIn, type Names, replaced } from "./names.ts";
import { inFirstPerson } from "./voice.ts";
import { type Wants, wantsOf } from "./wants.ts";
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
  /** Each as the stems of its irregular forms, any of which counts. */
  readonly terms: readonly (readonly string[])[];
  readonly spans: readonly Span[];
  readonly wants: Wants;
  readonly toEmbed: string;
};

const mostCharacters = 2_000;
const mostTerms = 24;

/** `now`, epoch ms, is what "last week" is read as of; null where nobody knows. */
export function readQuestion(
  asked: string,
  people: readonly Names[],
  now: number | null,
): Question {
  const text = asked.slice(0, mostCharacters).toWellFormed();
  const mentions = mentionsIn(text, people);
  const unnamed = replaced(text, mentions, () => " ").replace(/\s+/g, " ");
  const named = new Map(mentions.map(({ people }) => [people.join(), people]));
  const [subject] = named.values();
  return {
    people: [...named.values()],
    // A time is a word as well: whoever tells of a month at another time names it.
    terms: termsIn(unnamed),
    spans: spansIn(unnamed, now),
    wants: wantsOf(text),
    toEmbed: subject === undefined ? text : inFirstPerson(text, mentions, subject),
  };
}

function termsIn(text: string): string[][] {
  const content = wordsIn(text).filter((word) => !isAside(word));
  const terms = new Map(content.map(formsOf).map((forms) => [forms[0], forms]));
  return [...terms.values()]
    .slice(0, mostTerms)
    .map((forms) => [...new Set(forms.flatMap(stemsIn))]);
}
