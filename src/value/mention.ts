import type { Json } from "./json.ts";

/**
 * Whether a text names somebody, by the words that she is known by.
 *
 * ME1 Words count as they are read: in any case, across line ends, as whole words. "Ana" is not named
 *     in "banana", nor ana@x.example in mariana@x.example.
 * ME2 One word alone is a name only where nothing else stands beside it; in a sentence it may be
 *     anybody's. An address, an id and words that belong together count anywhere.
 */
export type Words = { anywhere: readonly string[]; alone: ReadonlySet<string> };

export function wordsOf(texts: Iterable<string>): Words {
  const plain = new Set([...texts].map(plainly));
  plain.delete("");
  const anywhere = [...plain].filter((text) => /[\s@]|\d.*\d/u.test(text));
  return { anywhere, alone: plain };
}

/** Looks at every text in it, the names of members too. */
export function names(value: Json, words: Words): boolean {
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "string") {
      if (namedIn(next, words)) return true;
    } else if (typeof next === "object" && next !== null) {
      if (!Array.isArray(next)) open.push(...Object.keys(next));
      open.push(...Object.values(next));
    }
  }
  return false;
}

/** Texts by which somebody can be told from others: more than one word, an address, a long number. */
export function isTelling(text: string): boolean {
  const plain = plainly(text);
  if (plain.length > 100 || /^\d{4}-\d\d-\d\d/.test(plain)) return false;
  const letters = plain.match(/\p{L}/gu)?.length ?? 0;
  const digits = plain.match(/\p{N}/gu)?.length ?? 0;
  if (/\S@\S/.test(plain)) return true;
  return digits >= 9 || (plain.includes(" ") && letters >= 4 && letters + digits >= 8);
}

/** ME1. */
export function plainly(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ").trim();
}

function namedIn(text: string, { anywhere, alone }: Words): boolean {
  const plain = plainly(text);
  return alone.has(plain) || anywhere.some((word) => standsIn(plain, word));
}

function standsIn(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!before.test(text.slice(0, at)) && !behind.test(text.slice(at + word.length))) return true;
  }
  return false;
}

/** What makes it a part of another word. */
const before = /[\p{L}\p{N}]$/u;
const behind = /^[\p{L}\p{N}]/u;
