import type { Labelled } from "../value/label.ts";
import type { Kind } from "./retention.ts";

/**
 * Content that is removed while its client stays: by a rule of retention, or by the operator's own hand.
 *
 * RM1 What goes is recorded before it goes, by the numbers of its entries; from then on it counts as gone,
 *     and whoever finds a value of them missing knows why.
 * RM2 What was begun is finished by doing it again, and ends with a receipt: of each store how much was
 *     there, and how much is found there afterwards.
 * RM3 An event of this kind holds numbers and closed words; why she removed something is content.
 */
export type Why = Kind | "purge";

/**
 * Where content stands: the ledger's values; files; keys; words that it is found by; vectors; rows of
 * facts, of what was said, and of who wrote.
 */
export const stores = ["values", "files", "keys", "words", "vectors", "facts", "names"] as const;
export type Store = (typeof stores)[number];

export type Counted = { store: Store; removed: number; left: number };

export type RemovalEvent =
  | {
      type: "content.removing";
      data: { batch: number; kind: Why; by: "rule" | "operator"; entries: number[]; until: number };
      values?: { why: Labelled };
    }
  | { type: "content.removed"; data: { batches: number[]; receipt: Counted[] } };

export type Batch = Extract<RemovalEvent, { type: "content.removing" }>["data"];

export type Removals = { readonly last: number; readonly open: readonly Batch[] };

export const initial: Removals = { last: 0, open: [] };

/** So many entries are named by one event. */
export const mostInBatch = 500;

export function evolve(removals: Removals, { type, data }: RemovalEvent): Removals {
  if (type === "content.removing") {
    return { last: data.batch, open: [...removals.open, data] };
  }
  const done = new Set(data.batches);
  return { ...removals, open: removals.open.filter(({ batch }) => !done.has(batch)) };
}

/** RM1. The numbers are those behind the last. */
export function begin(
  { last }: Removals,
  { kind, by, entries }: { kind: Why; by: Batch["by"]; entries: readonly number[] },
  until: number,
): Extract<RemovalEvent, { type: "content.removing" }>[] {
  const events: Extract<RemovalEvent, { type: "content.removing" }>[] = [];
  for (let from = 0; from < entries.length; from += mostInBatch) {
    const batch = last + events.length + 1;
    const named = entries.slice(from, from + mostInBatch);
    events.push({ type: "content.removing", data: { batch, kind, by, entries: named, until } });
  }
  return events;
}
