import { stemmer } from "stemmer";
import { isWord } from "../../value/word.ts";

/**
 * The words of a text, in order; and their stems, as they are kept for finding it and as they are
 * asked for.
 *
 * WD1 Case, width and accents make no difference; signs that belong to one script, as its vowels do,
 *     are no accents. What is no letter or digit parts words: nothing that a text holds can be an
 *     operator of a search.
 * WD2 A word too long to be one is left out.
 * WD3 The endings of English words make no difference to their stems. Words of other languages lose
 *     what looks like such an ending, alike where they are kept and where they are asked for.
 */
export function wordsIn(text: string): string[] {
  const plain = text.toWellFormed().normalize("NFKD").replace(accents, "");
  return (plain.normalize("NFC").toLowerCase().match(letters) ?? []).filter(isWord);
}

export const stemsIn = (text: string): string[] => wordsIn(text).map(stemmer);

const letters = /[\p{L}\p{M}\p{N}]+/gu;

/** Marks that letters of many scripts may carry. */
const accents = /[\p{M}&&\p{Script=Inherited}]/gv;
