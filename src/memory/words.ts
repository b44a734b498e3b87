import { isWord } from "../value/word.ts";

/**
 * The words of a text, in order, as they are kept for finding it and as they are asked for.
 *
 * WD1 Case, width and accents that are written apart or together make no difference. What is no letter
 *     or digit parts words: nothing that a text holds can be an operator of a search.
 * WD2 A word too long to be one is left out.
 */
export function wordsIn(text: string): string[] {
  const plain = text.toWellFormed().normalize("NFKC").toLowerCase();
  return (plain.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).filter(isWord);
}
