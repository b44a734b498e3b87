import { unquoted } from "./quoted.ts";
import { wordsIn } from "./words.ts";

/**
 * What ranking must know of a passage's text, kept beside it so that its text need not be read again.
 * It is worked out from the text alone.
 */
export type Traits = {
  readonly words: number;
  readonly chars: number;
  /** Which of `sign` it bears, as bits. */
  readonly flags: number;
};

export const sign = {
  /** It ends with a question. */
  asks: 1,
  /** It says when something is, was or will be. */
  tellsTime: 2,
  /** It may hold the name of a person, a place or a work, besides the names of those it speaks to. */
  holdsName: 4,
  /** It holds a number, in digits or as a word. */
  holdsNumber: 8,
  /** It says that something is no longer as it was. */
  tellsChange: 16,
} as const;

/** Flags are counted up to here. */
export const allSigns = 31;

/** Of what it says itself; but for its length, which what it quotes takes up as well. */
export function traitsOf(text: string): Traits {
  const own = unquoted(text);
  return {
    words: wordsIn(own).length,
    chars: text.length,
    flags:
      (/\?\s*$/.test(own) ? sign.asks : 0) |
      (time.test(own) ? sign.tellsTime : 0) |
      (name.test(own.replace(address, "")) ? sign.holdsName : 0) |
      (number.test(own) ? sign.holdsNumber : 0) |
      (change.test(own) ? sign.tellsChange : 0),
  };
}

const unit = "days?|weeks?|months?|years?";
const season = "spring|summer|fall|autumn|winter";
const times = [
  "yesterday|today|tonight|tomorrow|ago|recently|lately|weekend|since",
  `(?:last|next|this|past|few|couple|coming) (?:night|weekend|${unit}|${season})`,
  "(?:last|next|this) \\w+day|(?:mon|tues|wednes|thurs|fri|satur|sun)day",
  // "May" alone is a verb more often than not.
  "january|february|march|april|june|july|august|september|october|november|december|in may",
  "(?:19|20)\\d\\d|\\d+ (?:days|weeks|months|years)",
  `(?:a|two|three|four|five|six|seven|ten) (?:${unit})`,
  "just (?:got|started|finished|had|came|did|went)",
];
const time = new RegExp(`\\b(?:${times.join("|")})\\b`, "i");

const numbers = [
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand",
  "half|quarter|third|tenth|dozen|percent|once|twice|every|daily|weekly|monthly",
];
const number = new RegExp(`\\d|\\b(?:${numbers.join("|")})\\b`, "i");

const changes = [
  "instead|in place of|rather than|no longer|any ?more|from now on|as of|used to|until now|after all",
  "change[ds]?|moved?|replac\\w+|switch\\w*|cancel\\w*|correct\\w*|scrap\\w*|given up|t(?:ake|akes|ook) over",
];
const change = new RegExp(`\\b(?:${changes.join("|")})\\b`, "i");

/** Something quoted, or a word with a capital inside a sentence. */
const name = /["“„]|[\p{Ll},] \p{Lu}\p{Ll}/u;

/** "Hello Ann", and "Ann" in "You are right, Ann!" */
const address =
  /\b(?:[Hh]ey|[Hh]i|[Hh]ello|[Tt]hanks|[Tt]hank you|[Bb]ye|[Dd]ear)[ ,]+\p{Lu}\p{L}+|, \p{Lu}\p{L}+(?=[!.?,]|$)/gu;
