import type { Question } from "./question.ts";

/** Where that stands which a question looks for, by position, rising. */
export type Hits = {
  /** For each of its terms. */
  readonly terms: readonly (readonly number[])[];
  /** For each who is named, what names them. */
  readonly people: readonly (readonly number[])[];
  /** For each time that is named, what names it in full. */
  readonly times: readonly (readonly number[])[];
};

type Sought = Pick<Question, "terms" | "called" | "times">;

/** All that must be looked up for a question: lists of stems, any of which counts. */
export const lookups = ({ terms, called, times }: Sought): (readonly string[])[] => [
  ...terms,
  ...called,
  ...times.flat(),
];

/** `found`: the positions for each of the `lookups`, in their order. */
export function hitsOf(
  { terms, called, times }: Sought,
  found: readonly (readonly number[])[],
): Hits {
  const rest = found.slice(terms.length + called.length);
  return {
    terms: found.slice(0, terms.length),
    people: found.slice(terms.length, terms.length + called.length),
    times: times.map((words) => inAll(rest.splice(0, words.length))),
  };
}

/** From the shortest list on: a long one is gone through once, and never kept. */
function inAll(lists: (readonly number[])[]): readonly number[] {
  const [first = [], ...others] = lists.toSorted((a, b) => a.length - b.length);
  return others.reduce((kept, other) => {
    const these = new Set(kept);
    return other.filter((position) => these.has(position));
  }, first);
}
