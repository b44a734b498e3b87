import { expect, test } from "vitest";
import { begin, evolve, initial, mostInBatch, type RemovalEvent } from "./removal.ts";

const entries = Array.from({ length: mostInBatch + 1 }, (_, n) => n + 1);

test("RM1: what goes is named in bounded parts, numbered on", () => {
  const what = { kind: "prompts", by: "rule", entries } as const;
  const events = begin(initial, what, 9);
  expect(events.map(({ data }) => [data.batch, data.entries.length, data.until])).toEqual([
    [1, mostInBatch, 9],
    [2, 1, 9],
  ]);
  const next = events.reduce<typeof initial>(evolve, initial);
  expect(begin(next, { ...what, entries: [7] }, 10)[0]?.data.batch).toBe(3);
});

test("RM2: what was begun is open until its receipt", () => {
  const events: RemovalEvent[] = begin(initial, { kind: "purge", by: "operator", entries }, 9);
  const open = events.reduce(evolve, initial);
  expect(open.open.map(({ batch }) => batch)).toEqual([1, 2]);
  const receipt = [{ store: "values", removed: 500, left: 0 } as const];
  const done = evolve(open, { type: "content.removed", data: { batches: [1], receipt } });
  expect([done.last, done.open.map(({ batch }) => batch)]).toEqual([2, [2]]);
});
