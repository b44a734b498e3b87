import { expect, test, vi } from "vitest";
import { ownText } from "../value/label.ts";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import type { Draft, Recorded, Transaction } from "./event.ts";
import { Journal, type JournalOptions } from "./journal.ts";
import { subjectSealer } from "./seal.ts";
import { StaleBatch, type StoredEvent, type Table } from "./store.ts";

const seen: Table = { name: "seen", columns: { seq: "integer", type: "text" }, key: ["seq"] };

/** A store whose commits and reads wait until they are let go. */
class HeldStore extends MemoryStore {
  held: (() => void)[] | null = null;
  letGo(): void {
    for (const go of this.held?.splice(0) ?? []) go();
  }
  override async commit(batch: Parameters<MemoryStore["commit"]>[0]): Promise<void> {
    await this.#wait();
    return super.commit(batch);
  }
  override async readStream(stream: string, after = 0): Promise<readonly StoredEvent[]> {
    const found = await super.readStream(stream, after);
    await this.#wait();
    return found;
  }
  async #wait(): Promise<void> {
    if (this.held !== null) await new Promise<void>((go) => this.held?.push(go));
  }
}

async function given(more: Partial<JournalOptions> = {}) {
  const clock = { now: 1000 };
  const store = new HeldStore();
  await store.prepare([seen]);
  const onFailure = vi.fn<(error: unknown) => void>();
  const options: JournalOptions = {
    store,
    stamp: () => clock.now,
    project: ({ seq, type }) => [{ op: "put", table: "seen", row: { seq, type } }],
    sealer: subjectSealer(new Uint8Array(32), new MemoryKeys()),
    upcasts: {},
    schemaOf: () => 1,
    tenant: "local",
    epoch: 1,
    onFailure,
    ...more,
  };
  const journal = await Journal.open(options);
  return { journal, store, clock, options, onFailure };
}

const draft = (type: string, more: Partial<Draft> = {}): Draft => ({ type, data: {}, ...more });
const tx = (stream: string, types: string[], more: Partial<Transaction> = {}): Transaction => ({
  actor: "engine",
  cause: null,
  intent: null,
  writes: [{ stream, drafts: types.map((type) => draft(type)) }],
  ...more,
});
const types = (events: readonly Recorded[]) => events.map(({ type }) => type);
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("what is recorded carries the whole envelope, and reads back the same", async () => {
  const { journal, store, options } = await given();
  journal.release = "r1";
  journal.fresh("run/1");
  const values = { out: ownText({ a: "x".repeat(10) }) };
  const recorded = journal.record({
    actor: "operator",
    cause: null,
    intent: null,
    writes: [
      {
        stream: "run/1",
        drafts: [draft("run.started", { data: { n: 1 }, values, subject: "s1" }), draft("b")],
      },
    ],
  });
  expect(recorded[0]).toEqual({
    seq: 1,
    stream: "run/1",
    version: 1,
    at: 1000,
    type: "run.started",
    schema: 1,
    actor: "operator",
    cause: null,
    intent: 1,
    tenant: "local",
    release: "r1",
    epoch: 1,
    subject: "s1",
    data: { n: 1 },
    values,
  });
  await journal.committed();
  const again = await Journal.open(options);
  expect(await again.load("run/1")).toEqual(recorded);
  expect(await again.readFrom(1, 10)).toEqual(recorded);
  expect(await store.find({ table: "seen" })).toEqual([
    { seq: 1, type: "run.started" },
    { seq: 2, type: "b" },
  ]);
});

test("JN1: heads count the open batch", async () => {
  const { journal } = await given();
  journal.fresh("a");
  journal.fresh("b");
  journal.record(tx("a", ["x", "y"]));
  expect(journal.head("a")).toBe(2);
  const relying = (version: number) => tx("b", ["z"], { relied: [{ stream: "a", version }] });
  expect(() => journal.record(relying(1))).toThrow(StaleBatch);
  expect(() => journal.record(relying(1))).toThrow(
    'Cannot record by engine: it relied on "a" at version 1, which is at 2 now',
  );
  expect(journal.record(relying(2))[0]).toMatchObject({ seq: 3, stream: "b", version: 1 });
  await journal.committed();
});

test("JN1: what was relied on and then written in one batch is committed", async () => {
  const { journal, store } = await given();
  for (const stream of ["a", "b", "c"]) journal.fresh(stream);
  journal.record(tx("b", ["1"], { relied: [{ stream: "a", version: 0 }] }));
  journal.record(tx("a", ["2"]));
  journal.record(tx("c", ["3"], { relied: [{ stream: "a", version: 1 }] }));
  await journal.committed();
  expect(await store.last()).toMatchObject({ seq: 3 });
});

test("JN1: a stream that was never loaded can be neither written nor relied on", async () => {
  const { journal, store } = await given();
  expect(journal.knows("a")).toBe(false);
  const message = 'Cannot tell the head of stream "a": it was never loaded';
  expect(() => journal.record(tx("a", ["x"]))).toThrow(message);
  journal.fresh("b");
  const relying = tx("b", ["x"], { relied: [{ stream: "a", version: 0 }] });
  expect(() => journal.record(relying)).toThrow(message);
  expect(() => journal.fresh("b")).toThrow('Cannot begin stream "b": it is known already');
  await journal.committed();
  expect(await store.last()).toMatchObject({ seq: 0 });
});

test("JN1: loading includes the batch under way and the open one", async () => {
  const { journal, store } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["1"]));
  await journal.committed();
  store.held = [];
  journal.record(tx("a", ["2"]));
  await turn();
  journal.record(tx("a", ["3"]));
  journal.forget("a");
  const loading = journal.load("a");
  await turn();
  store.letGo();
  store.held = null;
  expect(types(await loading)).toEqual(["1", "2", "3"]);
  expect(journal.head("a")).toBe(3);
  expect(await journal.load("a", 3)).toEqual([]);
  expect(types(await journal.load("a", 1))).toEqual(["2", "3"]);
  await journal.committed();
});

test("JN1: a stream committed while it is being read is read again", async () => {
  const { journal, store } = await given();
  const reads: (() => void)[] = (store.held = []);
  const loading = journal.load("a");
  store.held = null;
  journal.fresh("a");
  journal.record(tx("a", ["1"]));
  await journal.committed();
  for (const go of reads) go();
  expect(types(await loading)).toEqual(["1"]);
});

test("a store that lost what this process wrote is a fault", async () => {
  const { journal, store } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["1"]));
  await journal.committed();
  store.readStream = async () => [];
  await expect(journal.load("a")).rejects.toThrow(
    'Cannot load stream "a": the store ends at version 0, this process wrote 1',
  );
});

test("JN7: who only reads follows what another writes meanwhile, and what is gone is a fault to it too", async () => {
  const { journal: writer, store, options } = await given();
  writer.fresh("a");
  writer.record(tx("a", ["1"]));
  await writer.committed();
  const reader = await Journal.open({ ...options, follows: true });
  expect(await reader.load("a")).toHaveLength(1);
  writer.record(tx("a", ["2", "3"]));
  await writer.committed();
  expect((await reader.load("a")).map(({ version }) => version)).toEqual([1, 2, 3]);
  expect(await reader.load("a", 3)).toEqual([]);
  store.readStream = async () => [];
  await expect(reader.load("a")).rejects.toThrow("this process wrote 3");
});

test("a stream cannot be loaded after a version it does not have", async () => {
  const { journal } = await given();
  await expect(journal.load("a", 4)).rejects.toThrow(
    'Cannot load stream "a" after 4: it ends at 0',
  );
});

test("JN2: when one event cannot be projected, nothing of the transaction is staged", async () => {
  const { journal, store } = await given({
    project: ({ type }) => {
      if (type === "bad") throw new Error("no");
      return [];
    },
  });
  journal.fresh("a");
  expect(() => journal.record(tx("a", ["good", "bad"]))).toThrow("no");
  expect(journal.head("a")).toBe(0);
  expect(journal.record(tx("a", ["next"]))[0]).toMatchObject({ seq: 1, version: 1 });
  await journal.committed();
  expect(types(await journal.readFrom(1, 9))).toEqual(["next"]);
  expect(await store.last()).toMatchObject({ seq: 1 });
});

test("two writes of one stream in a transaction follow each other", async () => {
  const { journal } = await given();
  journal.fresh("a");
  const write = { stream: "a", drafts: [draft("x")] };
  const recorded = journal.record({ ...tx("a", []), writes: [write, write] });
  expect(recorded.map(({ version }) => version)).toEqual([1, 2]);
  await journal.committed();
});

test("JN3: whatever is recorded before and during a commit shares one sync each", async () => {
  const { journal, store } = await given();
  for (let i = 0; i < 10; i += 1) {
    journal.fresh(`run/${i}`);
    journal.record(tx(`run/${i}`, ["x"]));
  }
  store.held = [];
  await turn();
  for (let i = 0; i < 10; i += 1) journal.record(tx(`run/${i}`, ["y"]));
  const all = journal.committed();
  store.letGo();
  await turn();
  await turn();
  expect(journal.flushed).toEqual({ syncs: 1, events: 10 });
  store.letGo();
  await all;
  expect(journal.flushed).toEqual({ syncs: 2, events: 20 });
});

test("JN3: nothing staged is nothing to wait for", async () => {
  const { journal } = await given();
  await journal.committed();
  journal.stageLeases([]);
  await journal.committed();
  expect(journal.flushed.syncs).toBe(0);
});

test("leases are synced with the next commit", async () => {
  const { journal, store } = await given();
  const lease = { run: "1", path: "a", attempt: 1, worker: "w", expiresAt: 9 };
  journal.stageLeases([lease]);
  await journal.committed();
  expect(await store.find({ table: "lease" })).toEqual([lease]);
});

test("JN4: after a failed commit everybody is told and nothing works any more", async () => {
  const { journal, store, onFailure, options } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["1"]));
  await journal.committed();
  store.failAt({ commit: 1, when: "before" });
  journal.record(tx("a", ["2"]));
  const first = journal.committed();
  store.held = [];
  await turn();
  journal.record(tx("a", ["3"]));
  const second = journal.committed();
  store.letGo();
  await expect(first).rejects.toThrow(/told to fail/);
  await expect(second).rejects.toThrow(/told to fail/);
  expect(onFailure).toHaveBeenCalledTimes(1);
  const useless = /^Cannot use the ledger: a commit failed/;
  expect(() => journal.record(tx("a", ["4"]))).toThrow(useless);
  expect(() => journal.head("a")).toThrow(useless);
  expect(() => journal.stageLeases([])).toThrow(useless);
  await expect(journal.committed()).rejects.toThrow(useless);
  await expect(journal.load("a")).rejects.toThrow(useless);
  store.held = null;
  const again = await Journal.open(options);
  expect(types(await again.load("a"))).toEqual(["1"]);
});

test("JN5: time never decreases, not even across a restart", async () => {
  const { journal, clock, options } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["1"]));
  clock.now = 900;
  expect(journal.record(tx("a", ["2"]))[0]?.at).toBe(1000);
  await journal.committed();
  const again = await Journal.open(options);
  await again.load("a");
  expect(again.record(tx("a", ["3"]))[0]).toMatchObject({ seq: 3, at: 1000 });
  clock.now = 1100;
  expect(again.record(tx("a", ["4"]))[0]?.at).toBe(1100);
  await again.committed();
});

test("JN6: the intent is the one named, the cause's, or the event's own", async () => {
  const { journal, options } = await given();
  journal.fresh("a");
  journal.fresh("b");
  const intents = (given: Transaction, at = journal) => at.record(given).map((e) => e.intent);
  expect(intents(tx("a", ["1", "2"]))).toEqual([1, 1]);
  expect(intents(tx("b", ["3"], { cause: 2 }))).toEqual([1]);
  expect(intents(tx("b", ["4"], { cause: 2, intent: 3 }))).toEqual([3]);
  expect(intents(tx("b", ["5"]))).toEqual([5]);
  await journal.committed();
  const again = await Journal.open(options);
  await again.load("b");
  expect(intents(tx("b", ["6"], { cause: 3 }), again)).toEqual([1]);
  expect(() => again.record(tx("b", ["7"], { cause: 2 }))).toThrow(
    "Cannot tell the intent of event 2: its stream is not loaded; load it, or name the intent",
  );
  again.forget("b");
  again.fresh("c");
  expect(() => again.record(tx("c", ["7"], { cause: 3 }))).toThrow(/intent of event 3/);
  await again.committed();
});

test("old shapes are brought up to date when they are read", async () => {
  const { journal, options } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["x"]));
  await journal.committed();
  const upcasts = { x: { 1: () => ({ data: { now: true }, values: {} }) } };
  const newer = await Journal.open({ ...options, upcasts, schemaOf: () => 2 });
  expect(await newer.load("a")).toMatchObject([{ schema: 2, data: { now: true } }]);
});

test("a rebuild derives every row again from the committed events", async () => {
  const { journal, store } = await given();
  journal.fresh("a");
  journal.record(tx("a", ["x", "y"]));
  await journal.committed();
  const before = await store.dump();
  await store.commit({
    events: [],
    rows: [{ op: "remove", table: "seen", key: { seq: 1 } }],
    relied: [],
  });
  expect(await store.dump()).not.toEqual(before);
  await journal.rebuild();
  expect(await store.dump()).toEqual(before);
});

test("KY2: the keys of a batch are durable before it is committed; if they cannot be, it is not", async () => {
  const order: string[] = [];
  const sealer = subjectSealer(new Uint8Array(32), new MemoryKeys());
  let lost = false;
  const { journal, store, onFailure } = await given({
    sealer: {
      ...sealer,
      synced: async () => {
        if (lost) throw new Error("the disk of the keys is full");
        order.push("keys");
      },
    },
  });
  const commit = store.commit.bind(store);
  store.commit = async (batch) => {
    order.push("commit");
    return commit(batch);
  };
  journal.fresh("a");
  journal.record(tx("a", ["one"]));
  await journal.committed();
  expect(order).toEqual(["keys", "commit"]);
  lost = true;
  journal.record(tx("a", ["two"]));
  await expect(journal.committed()).rejects.toThrow("the disk of the keys is full");
  expect(onFailure).toHaveBeenCalledOnce();
  expect(await store.head("a")).toBe(1);
});

test("what is staged in the projections is told once, and not again by a rebuild", async () => {
  const told: unknown[] = [];
  const { journal } = await given({ staged: (rows) => told.push(rows) });
  journal.fresh("a");
  journal.record(tx("a", ["one"]));
  await journal.committed();
  await journal.rebuild();
  expect(told).toEqual([[{ op: "put", table: "seen", row: { seq: 1, type: "one" } }]]);
});
