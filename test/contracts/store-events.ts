import { expect, test } from "vitest";
import {
  Damaged,
  type EventStore,
  type RowOperation,
  StaleBatch,
  type StoredBatch,
  type StoredEvent,
} from "../../src/ledger/store.ts";
import { rootAt } from "../../src/ledger/proof.ts";
import { leafOf, rootOf } from "../../src/ledger/tree.ts";
import { ofBytes } from "../../src/value/digest.ts";
import type { StoreHarness } from "./store-harness.ts";
import { batch, event, job } from "../fixtures/batch.ts";

export function eventContract(at: () => EventStore, reopen: () => Promise<void>): void {
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

export function damageContract(at: () => EventStore, harness: () => StoreHarness): void {
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

const hex = (hashes: readonly Uint8Array[]) =>
  hashes.map((each) => Buffer.from(each).toString("hex"));

const plain = (events: readonly StoredEvent[]) =>
  events.map(({ bytes, values, ...rest }) => ({
    ...rest,
    text: Buffer.from(bytes).toString(),
    values: values.map((value) => [value.name, Buffer.from(value.bytes).toString("hex")]),
  }));

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
