import { isAside } from "./english.ts";
import type { Ranked } from "./rank.ts";
import { wordsIn } from "./words.ts";

/**
 * The questions in one: "What is it called, and when is it released?" asks for two things, of which the
 * one with more words in common would take all places.
 *
 * MT1 They part at an "and" that another question word follows. What only goes on about the same thing
 *     ("…, and why?", "…, and who wrote it?") is no question by itself: then it stays one.
 */
export function mattersIn(asked: string): string[] {
  const parts = asked.split(joint).map((part) => part.trim());
  const apart = parts.length <= mostMatters && parts.every(isWhole);
  return apart && !parts.slice(1).some((part) => pronoun.test(part)) ? parts : [asked];
}

const mostMatters = 3;

const preposition = "on|in|at|by|for|to|after|with|from|under|until|since|of";
const joint = new RegExp(
  `,?\\s+and\\s+(?=(?:(?:${preposition})\\s+)?(?:what|which|who|whom|whose|where|when|why|how)\\b)`,
  "i",
);
const pronoun = /\b(?:it|its|he|him|his|she|her|them|one)\b/i;

/** It names something to look for, and not only when. */
const isWhole = (part: string): boolean =>
  wordsIn(part).some((word) => !isAside(word) && !whens.has(word));

const whens = new Set(["later", "now", "since", "afterwards", "today"]);

/** The best of each in turn, so that none takes the places of another; each passage once. */
export function inTurns(rankings: readonly (readonly Ranked[])[], k: number): Ranked[] {
  const [longest = 0] = rankings.map(({ length }) => length).toSorted((a, b) => b - a);
  const taken = new Map<number, Ranked>();
  for (let place = 0; place < longest; place++) {
    for (const { [place]: ranked } of rankings) {
      if (ranked !== undefined && !taken.has(ranked.position)) taken.set(ranked.position, ranked);
    }
  }
  return [...taken.values()].slice(0, k);
}
