import { stemsIn } from "../memory/finding/words.ts";
import type { Episode, Moment } from "./episode.ts";

/** A moment, and of its text what stands around the first word that is looked for. */
export type Hit = { readonly moment: Moment; readonly around: string };

/** What of an episode answers to words that are looked for. */
export type Found = {
  readonly episode: Episode;
  /** Moments that hold any of the words, those with the most of them first. */
  readonly hits: readonly Hit[];
  /** How many of the different words the episode holds. */
  readonly words: number;
};

/** Null where it holds none of them. What its process and its steps are called counts as well. */
export function wordsFound(episode: Episode, query: string): Found | null {
  const asked = new Set(stemsIn(query));
  const held = (text: string) => new Set(stemsIn(text).filter((stem) => asked.has(stem)));
  const all = held(episode.process);
  const hits = episode.moments
    .map((moment) => ({ moment, words: held(`${moment.about} ${moment.text}`) }))
    .filter(({ words }) => words.size > 0)
    .toSorted((a, b) => b.words.size - a.words.size);
  for (const { words } of hits) for (const word of words) all.add(word);
  if (all.size === 0) return null;
  return {
    episode,
    hits: hits.map(({ moment }) => ({ moment, around: aroundWord(moment.text, asked) })),
    words: all.size,
  };
}

/** Those that hold the most of the words first, the newest of them. */
export function ordered<F extends Found>(found: readonly F[]): F[] {
  return found.toSorted((a, b) => b.words - a.words || b.episode.number - a.episode.number);
}

const before = 60;
const most = 200;

function aroundWord(text: string, asked: ReadonlySet<string>): string {
  const pieces = text.split(/(?<=\s)/u);
  const named = pieces.findIndex((piece) => stemsIn(piece).some((stem) => asked.has(stem)));
  const first = Math.max(0, named);
  const at = pieces.slice(0, first).join("").length;
  const from = at <= before ? 0 : text.indexOf(" ", at - before) + 1;
  const cut = text.slice(from, from + most).trim();
  return `${from === 0 ? "" : "…"}${cut}${from + most < text.length ? "…" : ""}`;
}
