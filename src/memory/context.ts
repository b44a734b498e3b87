import type { Json } from "../value/json.ts";
import type { Pack, Ref } from "../value/pack.ts";
import { stemsIn } from "./words.ts";

/**
 * What an agent is told beside its input: what is on record and what was said, within a budget of tokens.
 *
 * CX1 Every line says where it comes from, and how old it is; what was left out is named with the reason.
 * CX2 The budget is never exceeded. Facts take at most half of it while passages want the rest.
 * CX3 Of facts those come first that share words with what is asked, then her own words about them.
 */
export type Candidate = { ref: Ref; line: string };

export type FactCandidate = Candidate & {
  /** What it says, without its source. */
  text: string;
  /** Higher for what is likelier to matter whatever is asked. */
  weight: number;
};

/** Of a text: about four characters each, in most languages. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4);

const headings = { facts: "What is on record:", passages: "What was said before:" };

/** Of those left out so many are named. */
const mostDropped = 50;

export function packContext(
  query: string,
  facts: readonly FactCandidate[],
  passages: readonly Candidate[],
  limit: number,
): { text: string; pack: Pack } {
  const heads = tokensIn(headings.facts) + tokensIn(headings.passages) + 4;
  let left = Math.max(0, limit - heads);
  const taken = new Set<Candidate>();
  const take = (candidates: readonly Candidate[], most: number): void => {
    let room = Math.min(left, most);
    for (const candidate of candidates) {
      // A line ends with a sign of its own.
      const tokens = tokensIn(`${candidate.line}\n`);
      if (taken.has(candidate) || tokens > room) continue;
      taken.add(candidate);
      room -= tokens;
      left -= tokens;
    }
  };
  const ranked = byRelevance(query, facts);
  take(ranked, passages.length === 0 ? left : Math.floor(left / 2));
  take(passages, left);
  take(ranked, left);
  const told = ranked.filter((fact) => taken.has(fact));
  const said = passages.filter((passage) => taken.has(passage));
  const text = [
    ...(told.length === 0 ? [] : [headings.facts, ...told.map(({ line }) => line)]),
    ...(said.length === 0 ? [] : [headings.passages, ...said.map(({ line }) => line)]),
  ].join("\n");
  const out = [...ranked, ...passages].filter((candidate) => !taken.has(candidate));
  return {
    text,
    pack: {
      limit,
      tokens: tokensIn(text),
      items: [...told, ...said].map(({ ref }) => ref),
      dropped: out.slice(0, mostDropped).map(({ ref }) => ({ ref, why: "no room" })),
      more: Math.max(0, out.length - mostDropped),
    },
  };
}

function byRelevance(query: string, facts: readonly FactCandidate[]): FactCandidate[] {
  const asked = new Set(stemsIn(query));
  const scored = facts.map((fact) => {
    const words = new Set(stemsIn(fact.text));
    const shared = [...words].filter((word) => asked.has(word)).length;
    return { fact, score: shared + fact.weight };
  });
  return scored.toSorted((a, b) => b.score - a.score).map(({ fact }) => fact);
}

/** A value in one line of a pack, cut where it is long. */
export function valueText(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > mostValue ? `${line.slice(0, mostValue)}…` : line;
}

const mostValue = 400;
