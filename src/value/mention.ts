import type { Json } from "./json.ts";

/**
 * Whether a text names somebody, by the words that she is known by.
 *
 * ME1 Words count as they are read: in any case, across line ends, as whole words. "Ana" is not named
 *     in "banana", nor ana@x.example in mariana@x.example. Banks and old programs write names in a dress
 *     of their own: "Señal" is named in "SENAL", "Jörg Müller" in "MUELLER, JOERG".
 * ME2 One word alone is a name only where nothing else stands beside it; in a sentence it may be
 *     anybody's. An address, an id and words that belong together count anywhere.
 */
export type Words = { anywhere: readonly string[]; alone: ReadonlySet<string> };

export function wordsOf(texts: Iterable<string>): Words {
  const plain = new Set([...texts].flatMap(dresses));
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

/** ME1: as whatever is compared is written. */
export function plainly(text: string): string {
  const bare = text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();
  return bare
    .replaceAll("ß", "ss")
    .replaceAll(/[\s,;]+/gu, " ")
    .trim();
}

/** Every way in which a name may be written: each part with its umlauts spelt out, its last part first. */
function dresses(text: string): string[] {
  const parts = text.split(/[\s,;]+/u).filter((part) => part !== "");
  const isName = parts.length <= mostParts && !/[\d@]/.test(text);
  if (!isName) return [plainly(text)];
  let written = [""];
  for (const part of parts) {
    const ways = new Set([plainly(part), plainly(spelt(part))]);
    written = written.flatMap((before) => [...ways].map((way) => `${before} ${way}`.trim()));
  }
  return written.flatMap((plain) => [plain, lastFirst(plain)]);
}

/** Of a name; what is longer is a sentence or a list. */
const mostParts = 4;

function lastFirst(name: string): string {
  const parts = name.split(" ");
  return [...parts.slice(-1), ...parts.slice(0, -1)].join(" ");
}

const umlauts: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

function spelt(text: string): string {
  const lower = text.normalize("NFC").toLowerCase();
  return Object.entries(umlauts).reduce((all, [letter, two]) => all.replaceAll(letter, two), lower);
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
