import { type Label, join, own } from "../value/label.ts";
import type { Json } from "../value/json.ts";
import type { Pack, Ref } from "../value/pack.ts";
import { plainKinds } from "../value/plain-kinds.ts";
import { stemsIn } from "./finding/words.ts";

/**
 * What an agent is told beside its input: what is on record, what was done and what was said, within a
 * budget of tokens.
 *
 * CX1 Every line says where it comes from, and how old it is; what was left out is named with the reason.
 * CX2 The budget is never exceeded. While others want room, each part keeps to its share; what is left
 *     over goes to the first that wants it.
 * CX3 Of facts those come first that share words with what is asked, then her own words about them.
 * CX4 Of a conversation its newest mails stay, and are told in their order.
 */
export type Candidate = { ref: Ref; line: string; label: Label };

export type FactCandidate = Candidate & {
  /** What it says, without its source. */
  text: string;
};

export type Candidates = {
  facts: readonly FactCandidate[];
  /** Of the conversation that is worked on, the newest first. */
  thread: readonly Candidate[];
  /** The client's jobs, the newest first. */
  jobs: readonly Candidate[];
  /** What was said elsewhere, the likeliest first. */
  passages: readonly Candidate[];
};

/** Of a text: about four characters each, in most languages. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4);

type Part = { heading: string; candidates: readonly Candidate[]; share: number; upward?: true };

/** Of those left out so many are named. */
const mostDropped = 50;

export type Packed = { text: string; label: Label; pack: Pack };

export function packContext(query: string, given: Candidates, limit: number): Packed {
  const parts = partsOf(query, given);
  const heads = parts.reduce((sum, { heading }) => sum + tokensIn(`${heading}\n`), 0);
  const taken = fill(parts, Math.max(0, limit - heads));
  const kept = parts.map((part) => ({
    ...part,
    candidates: part.candidates.filter((each) => taken.has(each)),
  }));
  const text = kept.flatMap(linesOf).join("\n");
  const told = kept.flatMap(({ candidates }) => candidates);
  const out = parts.flatMap(({ candidates }) => candidates.filter((each) => !taken.has(each)));
  return {
    text,
    label: told.map(({ label }) => label).reduce(join, own),
    pack: {
      limit,
      tokens: tokensIn(text),
      items: told.map(({ ref }) => ref),
      dropped: out.slice(0, mostDropped).map(({ ref }) => ({ ref, why: "no room" })),
      more: Math.max(0, out.length - mostDropped),
    },
  };
}

function partsOf(query: string, { facts, thread, jobs, passages }: Candidates): Part[] {
  const parts: Part[] = [
    { heading: "What is on record:", candidates: byRelevance(query, facts), share: 0.5 },
    { heading: "What was done for them:", candidates: jobs, share: 0.1 },
    { heading: "This conversation so far:", candidates: thread, share: 0.3, upward: true },
    { heading: "What was said before:", candidates: passages, share: 1 },
  ];
  return parts.filter(({ candidates }) => candidates.length > 0);
}

function fill(parts: readonly Part[], room: number): ReadonlySet<Candidate> {
  const taken = new Set<Candidate>();
  let left = room;
  const take = ({ candidates }: Part, most: number): void => {
    let share = Math.min(left, most);
    for (const candidate of candidates) {
      // A line ends with a sign of its own.
      const tokens = tokensIn(`${candidate.line}\n`);
      if (taken.has(candidate) || tokens > share) continue;
      taken.add(candidate);
      share -= tokens;
      left -= tokens;
    }
  };
  for (const part of parts) take(part, Math.floor(room * part.share));
  for (const part of parts) take(part, left);
  return taken;
}

function linesOf({ heading, candidates, upward }: Part): string[] {
  if (candidates.length === 0) return [];
  const lines = candidates.map(({ line }) => line);
  return [heading, ...(upward === true ? lines.toReversed() : lines)];
}

/** What she says of them in her own words is likelier to matter whatever is asked. */
const ownWords = 2;

function byRelevance(query: string, facts: readonly FactCandidate[]): FactCandidate[] {
  const asked = new Set(stemsIn(query));
  const scored = facts.map((fact) => {
    const words = new Set(stemsIn(fact.text));
    const shared = [...words].filter((word) => asked.has(word)).length;
    const plain = fact.ref.kind === "fact" && plainKinds.includes(fact.ref.record);
    return { fact, score: shared + (plain ? ownWords : 0) };
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
