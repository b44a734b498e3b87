import type { Labelled } from "../value/label.ts";

/**
 * A mark is a named place in the history: what was remembered up to there can be compared, and brought
 * back.
 *
 * MS1 It holds no copy and costs nothing. What is forgotten is gone from every one of them, and nothing
 *     has to be purged.
 * MS2 It never moves, and no name is given twice.
 */
export type MarkEvent = {
  type: "memory.marked";
  data: { number: number; why: MarkedFor };
  /** As she called it. */
  values: { name?: Labelled };
};

/** By request, by the calendar, or before something that changes much at once. */
export type MarkedFor = "asked" | "schedule" | "import" | "restore" | "rollback";

export type Mark = { readonly number: number | null };

export const initial: Mark = { number: null };

export function evolve(_: Mark, { data: { number } }: MarkEvent): Mark {
  return { number };
}
