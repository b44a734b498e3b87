import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  Damaged,
  type EventStore,
  type Row,
  type RowOperation,
  StaleBatch,
  type StoredBatch,
  type StoredEvent,
  type Table,
} from "../../src/ledger/store.ts";
import { rootAt } from "../../src/ledger/proof.ts";
import { leafOf, rootOf } from "../../src/ledger/tree.ts";
import { ofBytes } from "../../src/value/digest.ts";

/** One store under test, and what only its adapter can do to it. */
export type StoreHarness = {
  store: EventStore;
  /** Ends this store as a process would, and opens what it left. */
  reopen(): Promise<EventStore>;
  /** Flips a byte of what is stored. */
  spoilEvent(seq: number): Promise<void>;
  spoilBlob(digest: string): Promise<void>;
  dispose(): Promise<void>;
};

export const jobs: Table = {
  name: "jobs",
  columns: { id: "integer", client: "text", state: "text", due: "integer", extra: "json" },
  key: ["id"],
  indexes: [["state", "due"]],
};

export const counts: Table = {
  name: "counts",
  columns: { day: "text", kind: "text", n: "integer", at: "integer" },
  key: ["day", "kind"],
};

/** An event whose data are the row operations that it derives. */
export function event(
  seq: number,
  stream: string,
  version: number,
  rows: readonly RowOperation[] = [],
  values: Record<string, Uint8Array> = {},
): StoredEvent {
  const named = Object.fromEntries(Object.entries(values).map(([k, v]) => [k, ofBytes(v)]));
  const envelope = { seq, stream, version, at: 1000 + seq, data: { rows }, values: named };
  return {
    seq,
    stream,
    version,
    bytes: Buffer.from(JSON.stringify(envelope)),
    values: Object.entries(values).map(([name, bytes]) => ({ name, bytes })),
  };
}

export function batch(events: readonly StoredEvent[], more: Partial<StoredBatch> = {}) {
  const rows = more.rows ?? events.flatMap(derive);
  return { events, relied: [], ...more, rows } satisfies StoredBatch;
}

function derive({ bytes }: StoredEvent): RowOperation[] {
  // Written by `event` above.
  return JSON.parse(Buffer.from(bytes).toString()).data.rows as RowOperation[];
}

const job = (id: number, row: Row = {}): RowOperation => ({
  op: "put",
  table: "jobs",
  row: { id, state: "open", due: id * 10, ...row },
});

const hex = (hashes: readonly Uint8Array[]) =>
  hashes.map((each) => Buffer.from(each).toString("hex"));

const plain = (events: readonly StoredEvent[]) =>
  events.map(({ bytes, values, ...rest }) => ({
    ...rest,
    text: Buffer.from(bytes).toString(),
    values: values.map((value) => [value.name, Buffer.from(value.bytes).toString("hex")]),
  }));

export function storeContract(name: string, make: () => Promise<StoreHarness>): void {
  describe(name, () => {
    let harness: StoreHarness;
    let store: EventStore;
    beforeEach(async () => {
      harness = await make();
      store = harness.store;
      await store.prepare([jobs, counts]);
    });
    afterEach(() => harness.dispose());
    const reopen = async (): Promise<void> => {
      store = await harness.reopen();
      await store.prepare([jobs, counts]);
    };

    describe("events", () => eventContract(() => store, reopen));
    describe("damage", () =>
      damageContract(
        () => store,
        () => harness,
      ));
    describe("rows", () => rowContract(() => store, reopen));
    describe("rebuild", () => rebuildContract(() => store, reopen, make));
  });
}

function eventContract(at: () => EventStore, reopen: () => Promise<void>): void {
  test("an empty ledger has no last event, no streams and no damage", async () => {
    expect(await at().last()).toEqual({ seq: 0, at: 0 });
    expect(await at().head("run/1")).toBe(0);
    expect(await at().readStream("run/1")).toEqual([]);
    expect(await at().readFrom(1, 10)).toEqual([]);
    expect(await at().check()).toEqual([]);
  });

  test("SP1: what was committed is there after a reopening: events, values, rows, leases, settings", async () => {
    const large = new Uint8Array(20_000).fill(7);
    const values = { body: Buffer.from("hello"), raw: large, none: new Uint8Array() };
    const events = [event(1, "run/1", 1, [job(1)], values), event(2, "mail", 1)];
    const lease = { run: "1", path: "a", attempt: 1, worker: "w", expiresAt: 99 };
    await at().commit(batch(events, { leases: [lease] }));
    await at().setMeta("workspace", "w1");
    await reopen();
    const expected = events.map((e) => ({ ...e, values: e.values.toSorted(byName) }));
    expect(plain(await at().readFrom(1, 10))).toEqual(plain(expected));
    expect(plain(await at().readStream("run/1"))).toEqual(plain(expected.slice(0, 1)));
    expect(await at().last()).toEqual({ seq: 2, at: 1002 });
    expect(await at().head("mail")).toBe(1);
    expect(await at().find({ table: "jobs" })).toHaveLength(1);
    expect(await at().find({ table: "lease" })).toEqual([lease]);
    expect(await at().getMeta("workspace")).toBe("w1");
    expect(await at().getMeta("other")).toBeNull();
    expect(await at().metas()).toMatchObject({ workspace: "w1" });
    expect(await at().check()).toEqual([]);
    expect(await at().staleTables()).toEqual([]);
  });

  test("streams are read after a version, the ledger in pages", async () => {
    const events = [1, 2, 3, 4, 5].map((seq) => event(seq, "s", seq));
    await at().commit(batch(events));
    const seqs = (found: readonly StoredEvent[]) => found.map(({ seq }) => seq);
    expect(seqs(await at().readStream("s", 3))).toEqual([4, 5]);
    expect(seqs(await at().readStream("s", 5))).toEqual([]);
    expect(seqs(await at().readFrom(2, 3))).toEqual([2, 3, 4]);
    expect(seqs(await at().readFrom(5, 3))).toEqual([5]);
    expect(seqs(await at().readFrom(6, 3))).toEqual([]);
  });

  test("SP1: a batch of which one row cannot be written leaves nothing", async () => {
    await at().commit(batch([event(1, "s", 1, [job(1)])]));
    const wrong: RowOperation[] = [job(2), { op: "put", table: "jobs", row: { id: 3, nope: 1 } }];
    await expect(at().commit(batch([event(2, "s", 2)], { rows: wrong }))).rejects.toThrow(
      `Cannot write a row of "jobs": there is no column "nope"`,
    );
    expect(await at().last()).toEqual({ seq: 1, at: 1001 });
    expect(await at().count({ table: "jobs" })).toBe(1);
    await at().commit(batch([event(2, "s", 2)]));
    expect(await at().head("s")).toBe(2);
  });

  test.each<[string, StoredBatch]>([
    ["a seq that leaves a gap", batch([event(4, "s", 3)])],
    ["a seq that is taken", batch([event(2, "s", 3)])],
    ["a gap within", batch([event(3, "s", 3), event(5, "s", 4)])],
    ["a version that leaves a gap", batch([event(3, "s", 4)])],
    ["a version that is taken", batch([event(3, "s", 2)])],
    ["a new stream that does not begin at 1", batch([event(3, "new", 2)])],
    ["a stream that exists, begun again", batch([event(3, "s", 1)])],
    [
      "a relied head that moved",
      batch([event(3, "t", 1)], { relied: [{ stream: "s", version: 1 }] }),
    ],
    ["a relied stream that does not exist", batch([], { relied: [{ stream: "x", version: 1 }] })],
  ])("SP2: %s is stale and changes nothing", async (_, stale) => {
    await at().commit(batch([event(1, "s", 1), event(2, "s", 2)]));
    const withRow = { ...stale, rows: [job(9)] };
    await expect(at().commit(withRow)).rejects.toBeInstanceOf(StaleBatch);
    expect(await at().last()).toEqual({ seq: 2, at: 1002 });
    expect(await at().head("s")).toBe(2);
    expect(await at().head("new")).toBe(0);
    expect(await at().count({ table: "jobs" })).toBe(0);
    await at().commit(batch([event(3, "s", 3)]));
  });

  test("SP2: relied heads that stand are accepted, also of streams the batch writes", async () => {
    await at().commit(batch([event(1, "s", 1)]));
    const relied = [
      { stream: "s", version: 1 },
      { stream: "absent", version: 0 },
    ];
    await at().commit(batch([event(2, "s", 2)], { relied }));
    expect(await at().head("s")).toBe(2);
  });

  test("the hashes of the tree are there with the events: leaves, and tiles as they are completed", async () => {
    const events = Array.from({ length: 600 }, (_, i) => event(i + 1, "s", i + 1));
    const leaves = events.map(({ bytes }) => leafOf(bytes));
    for (const [from, to] of [
      [0, 255],
      [255, 258],
      [258, 600],
    ]) {
      await at().commit(batch(events.slice(from, to)));
    }
    expect(await at().hashes(1, 2, 10)).toEqual([]);
    await reopen();
    expect(hex(await at().hashes(0, 0, 1000))).toEqual(hex(leaves));
    expect(hex(await at().hashes(0, 254, 3))).toEqual(hex(leaves.slice(254, 257)));
    const tiles = [rootOf(leaves.slice(0, 256)), rootOf(leaves.slice(256, 512))];
    expect(hex(await at().hashes(1, 0, 10))).toEqual(hex(tiles));
    expect(hex(await at().hashes(1, 1, 10))).toEqual(hex(tiles.slice(1)));
    expect(await at().hashes(2, 0, 10)).toEqual([]);
    expect(hex([await rootAt(at(), 600)])).toEqual(hex([rootOf(leaves)]));
  });

  test("SP1: what was taken back leaves no hash behind", async () => {
    const events = Array.from({ length: 300 }, (_, i) => event(i + 1, "s", i + 1));
    await at().commit(batch(events.slice(0, 250)));
    const wrong: RowOperation[] = [{ op: "put", table: "jobs", row: { id: 3, nope: 1 } }];
    const others = events.slice(250).map(({ seq }) => event(seq, "s", seq, [job(1)]));
    await expect(at().commit(batch(others, { rows: wrong }))).rejects.toThrow(/no column/);
    expect(await at().hashes(0, 250, 10)).toEqual([]);
    expect(await at().hashes(1, 0, 10)).toEqual([]);
    await at().commit(batch(events.slice(250)));
    const root = rootOf(events.map(({ bytes }) => leafOf(bytes)));
    expect(hex([await rootAt(at(), 300)])).toEqual(hex([root]));
  });

  test("SP3: a blob is named by its digest, and putting it twice is free", async () => {
    const bytes = Buffer.from("a letter");
    const digest = await at().putBlob(bytes);
    expect(digest).toBe(ofBytes(bytes));
    expect(await at().putBlob(bytes)).toBe(digest);
    await reopen();
    expect(Buffer.from((await at().getBlob(digest)) ?? []).toString()).toBe("a letter");
    expect(await at().getBlob("0".repeat(64))).toBeNull();
  });

  test("a lease is renewed in place, and given up with an expiry of 0", async () => {
    const lease = { run: "1", path: "a", attempt: 1, worker: "w", expiresAt: 5 };
    await at().commit(batch([], { leases: [lease] }));
    await at().commit(batch([], { leases: [{ ...lease, expiresAt: 9 }] }));
    expect(await at().find({ table: "lease", below: { expiresAt: 10 } })).toEqual([
      { ...lease, expiresAt: 9 },
    ]);
    await at().commit(batch([], { leases: [{ ...lease, expiresAt: 0 }] }));
    expect(await at().find({ table: "lease" })).toEqual([]);
  });
}

function damageContract(at: () => EventStore, harness: () => StoreHarness): void {
  test("SP4: a spoilt event is thrown as Damaged by every read, and found by the check", async () => {
    await at().commit(batch([event(1, "s", 1), event(2, "s", 2)]));
    await harness().spoilEvent(2);
    await expect(at().readFrom(1, 10)).rejects.toBeInstanceOf(Damaged);
    await expect(at().readStream("s")).rejects.toThrow(
      /restore the newest backup with "mainstay restore --aside"$/,
    );
    expect(await at().readFrom(1, 1)).toHaveLength(1);
    expect(await at().check()).not.toEqual([]);
  });

  test("SP4: a spoilt blob is thrown as Damaged", async () => {
    const digest = await at().putBlob(Buffer.from("a letter"));
    await harness().spoilBlob(digest);
    await expect(at().getBlob(digest)).rejects.toBeInstanceOf(Damaged);
  });
}

function rowContract(at: () => EventStore, reopen: () => Promise<void>): void {
  let seq = 0;
  beforeEach(() => {
    seq = 0;
  });
  const write = async (...rows: RowOperation[]): Promise<void> => {
    seq += 1;
    await at().commit(batch([event(seq, "s", seq, rows)], { rows }));
  };

  test("put replaces the whole row, set changes columns of a row that exists", async () => {
    await write(job(1, { client: "Ana", extra: "{}" }), job(1, { state: "done" }));
    await write({ op: "set", table: "jobs", key: { id: 1 }, set: { client: "Ben", due: null } });
    await write({ op: "set", table: "jobs", key: { id: 2 }, set: { client: "Ben" } });
    expect(await at().find({ table: "jobs" })).toEqual([
      { id: 1, client: "Ben", state: "done", due: null, extra: null },
    ]);
  });

  test("add makes the row or counts on, remove takes it away", async () => {
    const key = { day: "d", kind: "k" };
    const by = (n: number): RowOperation => ({
      op: "add",
      table: "counts",
      key,
      column: "n",
      by: n,
    });
    await write(by(2), by(3), { op: "add", table: "counts", key, column: "at", by: 1 });
    expect(await at().find({ table: "counts" })).toEqual([{ ...key, n: 5, at: 1 }]);
    await write({ op: "remove", table: "counts", key }, by(-1));
    expect(await at().find({ table: "counts" })).toEqual([{ ...key, n: -1, at: null }]);
  });

  test("setWhere and removeWhere touch every row with these cells, null among them", async () => {
    await write(job(1, { client: "Ana" }), job(2, { client: "Ana", state: "done" }), job(3));
    const where = { client: "Ana", state: "open" };
    await write({ op: "setWhere", table: "jobs", where, set: { state: "held", due: null } });
    await write({ op: "setWhere", table: "jobs", where: { client: null }, set: { client: "Ben" } });
    const rest = { extra: null };
    expect(await at().find({ table: "jobs" })).toEqual([
      { id: 1, client: "Ana", state: "held", due: null, ...rest },
      { id: 2, client: "Ana", state: "done", due: 20, ...rest },
      { id: 3, client: "Ben", state: "open", due: 30, ...rest },
    ]);
    await write({ op: "removeWhere", table: "jobs", where: { client: "Ana" } });
    expect(await at().count({ table: "jobs" })).toBe(1);
    await write({ op: "removeWhere", table: "jobs", where: {} });
    expect(await at().count({ table: "jobs" })).toBe(0);
  });

  test.each<[string, RowOperation]>([
    ["a key that is missing", { op: "put", table: "jobs", row: { client: "x" } }],
    ["a key that is null", { op: "put", table: "counts", row: { day: null, kind: "k" } }],
    ["text in an integer", { op: "put", table: "jobs", row: { id: 1, due: "soon" } }],
    ["a fraction in an integer", { op: "put", table: "jobs", row: { id: 1, due: 1.5 } }],
    ["no number", { op: "put", table: "jobs", row: { id: 1, due: Number.NaN } }],
    ["an integer in text", { op: "put", table: "jobs", row: { id: 1, client: 5 } }],
    ["half a key", { op: "remove", table: "counts", key: { day: "d" } }],
    ["adding to text", { op: "add", table: "jobs", key: { id: 1 }, column: "client", by: 1 }],
    ["a change of the key", { op: "set", table: "jobs", key: { id: 1 }, set: { id: 2 } }],
    ["a key changed in many rows", { op: "setWhere", table: "jobs", where: {}, set: { id: 1 } }],
    ["cells of no column", { op: "removeWhere", table: "jobs", where: { nope: 1 } }],
    ["an unknown table", { op: "put", table: "nope", row: { id: 1 } }],
  ])("a row operation with %s is refused", async (_, operation) => {
    await expect(write(operation)).rejects.toThrow(/^Cannot /);
    expect(await at().last()).toEqual({ seq: 0, at: 0 });
  });

  test("queries filter, order, limit and count", async () => {
    await write(
      job(1, { state: "open", due: 30, client: "Zoë" }),
      job(2, { state: "done", due: 20, client: "ana" }),
      job(3, { state: "open", due: null, client: "Ana" }),
      job(4, { state: "held", due: 20, client: null }),
    );
    const ids = async (query: object): Promise<unknown[]> =>
      (await at().find({ table: "jobs", ...query })).map((row) => row["id"]);
    expect(await ids({})).toEqual([1, 2, 3, 4]);
    expect(await ids({ where: { state: "open" } })).toEqual([1, 3]);
    expect(await ids({ where: { state: ["open", "held"] } })).toEqual([1, 3, 4]);
    expect(await ids({ where: { state: [] } })).toEqual([]);
    expect(await ids({ where: { due: null } })).toEqual([3]);
    expect(await ids({ where: { due: [null, 20] } })).toEqual([2, 3, 4]);
    expect(await ids({ below: { due: 30 } })).toEqual([2, 4]);
    expect(await ids({ above: { due: 20 } })).toEqual([1]);
    expect(await ids({ order: [{ column: "due" }] })).toEqual([3, 2, 4, 1]);
    expect(await ids({ order: [{ column: "due", descending: true }] })).toEqual([1, 4, 2, 3]);
    expect(await ids({ order: [{ column: "client" }], limit: 3 })).toEqual([4, 3, 1]);
    expect(await at().count({ table: "jobs", where: { state: "open" } })).toBe(2);
    expect(await at().highest("jobs", "due")).toBe(30);
    expect(await at().highest("counts", "n")).toBe(0);
    await expect(at().find({ table: "jobs", where: { "1=1; --": 1 } })).rejects.toThrow(
      /it has no column/,
    );
  });

  test("a table that is declared otherwise, or late, is empty and stale until a rebuild", async () => {
    await write(job(1));
    const changed: Table = { ...jobs, columns: { ...jobs.columns, more: "text" } };
    const late: Table = { name: "late", columns: { id: "integer" }, key: ["id"] };
    await at().prepare([changed, counts, late]);
    expect((await at().staleTables()).toSorted()).toEqual(["jobs", "late"]);
    expect(await at().count({ table: "jobs" })).toBe(0);
    await at().rebuild(derive);
    expect(await at().staleTables()).toEqual([]);
    expect(await at().count({ table: "jobs" })).toBe(1);
    await reopen();
    await expect(at().count({ table: "late" })).rejects.toThrow(/never declared$/);
  });

  test("a table whose declaration cannot be kept is refused", async () => {
    const table = (more: Partial<Table>) => at().prepare([{ ...jobs, ...more }]);
    await expect(table({ name: 'x"; --' })).rejects.toThrow(/no name for a table/);
    await expect(table({ name: "lease" })).rejects.toThrow(/taken/);
    await expect(table({ key: [] })).rejects.toThrow(/no key$/);
    await expect(table({ key: ["nope"] })).rejects.toThrow(/no column "nope"/);
  });
}

function rebuildContract(
  at: () => EventStore,
  reopen: () => Promise<void>,
  make: () => Promise<StoreHarness>,
): void {
  test("a rebuild gives an equal dump, whatever the events did", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operations, { maxLength: 6 }), { maxLength: 8 }),
        async (txs) => {
          const harness = await make();
          try {
            const { store } = harness;
            await store.prepare([jobs, counts]);
            for (const [i, rows] of txs.entries())
              await store.commit(batch([event(i + 1, "s", i + 1, rows)]));
            const before = await store.dump();
            await store.rebuild(derive);
            expect(await store.dump()).toEqual(before);
          } finally {
            await harness.dispose();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("rows that no event explains are gone after a rebuild, and leases stay", async () => {
    const lease = { run: "1", path: "a", attempt: 1, worker: "w", expiresAt: 5 };
    await at().commit(
      batch([event(1, "s", 1, [job(1)])], { rows: [job(1), job(2)], leases: [lease] }),
    );
    const before = await at().dump();
    await at().rebuild(derive);
    expect(await at().dump()).not.toEqual(before);
    expect(await at().count({ table: "jobs" })).toBe(1);
    expect(await at().find({ table: "lease" })).toHaveLength(1);
    await reopen();
    expect(await at().count({ table: "jobs" })).toBe(1);
  });

  test("what is removed is gone for good, and leaves the rest and the events as they were", async () => {
    const large = (letter: string) => Buffer.from(letter.repeat(10_000));
    await at().commit(
      batch([
        event(1, "s", 1, [], { small: Buffer.from("a"), large: large("a") }),
        event(2, "s", 2, [], { small: Buffer.from("b"), large: large("b") }),
      ]),
    );
    const kept = await at().putBlob(Buffer.from("kept"));
    const gone = await at().putBlob(Buffer.from("gone"));
    await at().dropValues([1]);
    await at().dropBlob(gone);
    await at().dropBlob(gone);
    await at().dropBlob(ofBytes(large("a")));
    await at().purge();
    await reopen();
    const [one, two] = await at().readFrom(1, 10);
    expect(one?.values).toEqual([]);
    expect(two?.values.map(({ name }) => name).toSorted()).toEqual(["large", "small"]);
    expect(await at().getBlob(gone)).toBeNull();
    expect(await at().getBlob(kept)).not.toBeNull();
    const names: string[] = [];
    for await (const name of at().blobNames()) names.push(name);
    expect(names).toContain(kept);
    expect(names).not.toContain(gone);
    expect(await at().check()).toEqual([]);
    expect(Buffer.from(await at().putBlob(Buffer.from("gone"))).toString()).toBe(gone);
    expect(await at().getBlob(gone)).not.toBeNull();
  });

  test("a rebuild that fails leaves the rows as they were", async () => {
    await at().commit(batch([event(1, "s", 1, [job(1)])]));
    const before = await at().dump();
    const failing = at().rebuild(() => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await at().dump()).toEqual(before);
  });
}

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 4 }),
  fc.constantFrom("a", "B", "é", "\u{1F600}", "\uFFFD"),
);
const whole = fc.oneof(fc.nat(3), fc.maxSafeInteger());
const nullable = <T>(cell: fc.Arbitrary<T>) => fc.option(cell, { nil: null });
const id = fc.nat(4);
const countKey = fc.record({ day: text, kind: fc.constantFrom("x", "y") });
const jobCells = { client: nullable(text), state: nullable(text), due: nullable(whole) };

/** Any operation on the two tables. */
export const operations: fc.Arbitrary<RowOperation> = fc.oneof(
  fc
    .record({ id, ...jobCells }, { requiredKeys: ["id"] })
    .map((row) => ({ op: "put" as const, table: "jobs", row })),
  fc.tuple(id, fc.record(jobCells, { requiredKeys: [] })).map(([key, set]) => ({
    op: "set" as const,
    table: "jobs",
    key: { id: key },
    set,
  })),
  fc.tuple(countKey, fc.integer()).map(([key, by]) => ({
    op: "add" as const,
    table: "counts",
    key,
    column: "n",
    by,
  })),
  countKey.map((key) => ({ op: "remove" as const, table: "counts", key })),
  fc.tuple(nullable(text), fc.record(jobCells, { requiredKeys: [] })).map(([client, set]) => ({
    op: "setWhere" as const,
    table: "jobs",
    where: { client },
    set,
  })),
  nullable(text).map((client) => ({
    op: "removeWhere" as const,
    table: "jobs",
    where: { client },
  })),
  id.map((key) => ({ op: "remove" as const, table: "jobs", key: { id: key } })),
);
