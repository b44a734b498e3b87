import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Journal } from "../src/ledger/journal.ts";
import { subjectSealer } from "../src/ledger/seal.ts";
import { MemoryKeys } from "../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../src/store/memory/memory-store.ts";
import type { JsonObject } from "../src/value/json.ts";
import { project } from "../src/views/project.ts";
import type { Seen } from "../src/views/seen.ts";
import { tables } from "../src/views/tables.ts";
import { anySeen } from "./fixtures/any-event.ts";

async function ledger(at: { now: number }): Promise<{ store: MemoryStore; journal: Journal }> {
  const store = new MemoryStore();
  await store.prepare(tables);
  const journal = await Journal.open({
    store,
    stamp: () => at.now,
    project,
    sealer: subjectSealer(new Uint8Array(32), new MemoryKeys()),
    upcasts: {},
    schemaOf: () => 1,
    tenant: "local",
    epoch: 1,
    onFailure: () => {},
  });
  return { store, journal };
}

async function record(journal: Journal, event: Seen): Promise<void> {
  if (!journal.knows(event.stream)) await journal.load(event.stream);
  const { stream, type, values, subject } = event;
  // What the arbitrary makes is plain JSON.
  const data = event.data as JsonObject;
  const draft = { type, data, values, ...(subject === null ? {} : { subject }) };
  journal.record({
    actor: "engine",
    cause: null,
    intent: null,
    writes: [{ stream, drafts: [draft] }],
  });
}

/** Ends of batches fall where they may. */
const history = fc.array(fc.tuple(anySeen, fc.boolean()), { maxLength: 40 });

test("LG3: rows that were derived event by event equal those of a rebuild", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const at = { now: 0 };
      const { store, journal } = await ledger(at);
      for (const [event, ends] of events) {
        at.now = event.at;
        await record(journal, event);
        if (ends) await journal.committed();
      }
      await journal.committed();
      const before = await store.dump();
      await journal.rebuild();
      expect(await store.dump()).toEqual(before);
    }),
  );
});

test("LG3: rows that were spoilt or lost are put right by a rebuild", async () => {
  await fc.assert(
    fc.asyncProperty(history, async (events) => {
      const at = { now: 0 };
      const { store, journal } = await ledger(at);
      for (const [event] of events) await record(journal, event);
      await journal.committed();
      const before = await store.dump();
      const { seq } = await store.last();
      const rows = [
        { op: "removeWhere", table: "item", where: {} },
        { op: "put", table: "spent", row: { scope: "nobody", micros: 1 } },
      ] as const;
      await store.commit({ events: [], rows, relied: [] });
      await journal.rebuild();
      expect(await store.dump()).toEqual(before);
      expect((await store.last()).seq).toBe(seq);
    }),
    { numRuns: 30 },
  );
});
