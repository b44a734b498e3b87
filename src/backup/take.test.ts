import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { SubjectKey } from "../ledger/keys.ts";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { ofBytes } from "../value/digest.ts";
import { makeIdentity } from "./age.ts";
import { choose } from "./choose.ts";
import { fill, fillKeys, type From, keyRingOf } from "./fill.ts";
import type { OutsideFile } from "./outside.ts";
import { planPrune, prune } from "./prune.ts";
import { Repository } from "./repository.ts";
import { dayMs, usual } from "./retention.ts";
import { type Source, take } from "./take.ts";

const monday = Date.UTC(2026, 5, 1);

async function start() {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-take-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { secret, recipient } = await makeIdentity();
  const repository = await Repository.create(folder, { workspace: "w1", recipient });
  const store = new MemoryStore();
  const keys = Object.assign(new MemoryKeys(() => randomBytes(64)), { id: "k1" });
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ type: "pkcs8", format: "pem" });
  await store.setMeta("workspace-key", "ab".repeat(32));
  const signing = { pem: String(pem), key: createPrivateKey(pem) };
  const outside: OutsideFile[] = [];
  const source = async (): Promise<Source> => ({
    store,
    keys,
    events: (await store.last()).seq,
    projections: { declared: "0".repeat(64), tables: {} },
    checkpoint: null,
    workspace: "w1",
    outside,
    signing,
  });
  const backUp = async (now: number) =>
    take(await source(), repository, { now, pace: async () => {}, told: () => {} });
  const restore = async (id: string | null = null, late: From["forgotten"] = []) => {
    const identity = { secret, signer: null };
    const chosen = await choose(repository, null, id);
    const forgotten = [...chosen.forgotten, ...late];
    const from: From = { repository, identity, ...chosen, forgotten, told: () => {} };
    const copy = new MemoryStore();
    const filled = await fill(copy, from, async () => {});
    const ring = new MemoryKeys();
    const adopted = await fillKeys(ring, await keyRingOf(from), forgotten);
    return { copy, ring, filled, adopted };
  };
  return { folder, repository, store, keys, outside, backUp, restore };
}

/** Events that hardly compress, each with a value that is hers. */
async function record(store: MemoryStore, count: number, bytes = 3_000, subject = "s1") {
  const { seq } = await store.last();
  const events = Array.from({ length: count }, (_, i) => {
    const value = randomBytes(bytes);
    const n = seq + i + 1;
    const event = { seq: n, stream: "run/r1", version: n, at: monday, type: "noted", subject };
    const text = JSON.stringify({ ...event, data: {}, values: { text: ofBytes(value) } });
    const values = [{ name: "text", bytes: value }];
    return { seq: n, stream: "run/r1", version: n, bytes: Buffer.from(text), values };
  });
  await store.commit({ events, rows: [], relied: [] });
}

const objects = async (folder: string) =>
  (await readdir(path.join(folder, "objects"), { recursive: true })).filter((name) =>
    name.endsWith(".age"),
  );

test("TK3, SG1: what an earlier snapshot holds in full is named again, and not written again", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 3_500);
  await store.putBlob(randomBytes(9 << 20));
  const first = await backUp(monday);
  expect(first.snapshot.segments.length).toBe(2);
  await record(store, 10);
  const second = await backUp(monday + dayMs);
  expect(second.snapshot.segments[0]).toEqual(first.snapshot.segments[0]);
  expect(second.snapshot.packs).toEqual(first.snapshot.packs);
  expect(second.writtenBytes).toBeLessThan(first.writtenBytes / 5);
  const { filled, copy } = await restore();
  expect(filled).toMatchObject({ events: 3_510, values: 3_510, blobs: 1 });
  expect(await copy.readFrom(3_505, 9)).toEqual(await store.readFrom(3_505, 9));
});

test("TK3: where nothing is new no object is written, and the copy of the keys alone", async () => {
  const { folder, store, backUp, keys, outside } = await start();
  keys.make("s1");
  await record(store, 20);
  await store.putBlob(randomBytes(1 << 20));
  outside.push({ path: "books.journal", read: async () => Buffer.from("1") });
  const first = await backUp(monday);
  const before = await objects(folder);
  const second = await backUp(monday + 1);
  expect(await objects(folder)).toEqual(before);
  const { segments, packs, meta } = first.snapshot;
  expect(second.snapshot).toMatchObject({ segments, packs, meta });
  expect(second.writtenBytes).toBe(second.keys.object.bytes);
});

test("TK3, CO1: what is small is not written again with what is smaller yet", async () => {
  const { store, backUp, restore, keys, outside } = await start();
  keys.make("s1");
  await record(store, 200);
  for (let i = 0; i < 20; i++) await store.putBlob(randomBytes(50_000));
  let journal = "1";
  outside.push({ path: "books.journal", read: async () => Buffer.from(journal) });
  const first = await backUp(monday);
  await record(store, 5);
  await store.putBlob(randomBytes(1_000));
  journal = "1 2";
  const { snapshot, writtenBytes } = await backUp(monday + 1);
  expect(writtenBytes).toBeLessThan(30_000);
  expect(snapshot.segments).toEqual([...first.snapshot.segments, expect.anything()]);
  expect(snapshot.packs.filter((one) => one.blobs.length === 20)).toEqual(
    first.snapshot.packs.filter((one) => one.blobs.length === 20),
  );
  const { filled } = await restore();
  expect(filled).toMatchObject({ events: 205, values: 205, blobs: 21, files: 1 });
});

test("TK3: of many backups, each after one more file, few packs are left", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 1);
  let packs = 0;
  for (let i = 1; i <= 64; i++) {
    await store.putBlob(randomBytes(100));
    packs = Math.max(packs, (await backUp(monday + i)).snapshot.packs.length);
  }
  expect(packs).toBeLessThanOrEqual(7);
  expect((await restore()).filled.blobs).toBe(64);
});

test("TK3: what went missing in the folder is written again", async () => {
  const { folder, store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 5);
  await store.putBlob(randomBytes(100));
  await backUp(monday);
  await rm(path.join(folder, "objects"), { recursive: true });
  await backUp(monday + 1);
  expect((await restore()).filled).toMatchObject({ events: 5, values: 5, blobs: 1 });
});

test.each([100, 3_000])("TK3: after %i events a backup of ten more reads ten", async (events) => {
  const { store, backUp, keys } = await start();
  keys.make("s1");
  keys.make("s2");
  await record(store, events, 50);
  await backUp(monday);
  await record(store, 10, 50);
  const readFrom = store.readFrom.bind(store);
  let read = 0;
  store.readFrom = async (seq, limit) => {
    const page = await readFrom(seq, limit);
    read += page.length;
    return page;
  };
  await backUp(monday + 1);
  expect(read).toBe(10);
  // SG2: for a day all values are counted.
  await keys.destroy("s2", monday + 2);
  await backUp(monday + 3);
  expect(read).toBe(10 + events + 10);
  await backUp(monday + 2 * dayMs);
  read = 0;
  await backUp(monday + 3 * dayMs);
  expect(read).toBe(0);
});

test("RP4: of backups within one second the last is the newest", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  for (let i = 1; i <= 8; i++) {
    await record(store, 1, 50);
    await backUp(monday + i);
  }
  expect((await restore()).filled.events).toBe(8);
});

test("TK2: keys that were made while the backup ran do no harm; every key of the snapshot is there", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 3);
  keys.make("s2");
  await backUp(monday);
  const { ring, adopted } = await restore();
  expect(adopted).toBe(2);
  expect(ring.get("s1")).toEqual(keys.get("s1"));
});

test("LG5, FL2: who was forgotten is forgotten in every restore, of older backups too", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  keys.make("s2");
  await record(store, 4, 50, "s1");
  await record(store, 2, 50, "s2");
  const before = await backUp(monday);
  await keys.destroy("s1", monday + 5);
  await backUp(monday + 31 * dayMs);
  const { ring, filled, copy } = await restore(before.snapshot.id);
  expect(ring.get("s1")).toBe("destroyed");
  expect(ring.get("s2")).toEqual(keys.get("s2"));
  expect(filled).toMatchObject({ events: 6, values: 2, forgottenValues: 4 });
  expect((await copy.readFrom(1, 1))[0]?.values).toEqual([]);
  const named = await restore(null, [{ subject: "s2", at: 1 }]);
  expect(named.ring.get("s2")).toBe("destroyed");
});

test("FL4: keys that the newest copy lost come from an older one, but of whom was forgotten", async () => {
  const { store, backUp, restore, keys } = await start();
  for (const subject of ["s1", "s2", "s3"]) keys.make(subject);
  await record(store, 1);
  await backUp(monday);
  const [one, three] = [keys.get("s1"), keys.get("s3")];
  await keys.destroy("s2", monday + 5);
  keys.all = async () => [{ subject: "s3", key: three as SubjectKey }];
  await backUp(monday + dayMs);
  const { ring, adopted } = await restore();
  expect(adopted).toBe(2);
  expect([ring.get("s1"), ring.get("s2"), ring.get("s3")]).toEqual([one, "destroyed", three]);
});

test("RT4: once a copy of the keys is too old, no backup holds the key any more", async () => {
  const { backUp, repository, store, keys } = await start();
  keys.make("s1");
  await record(store, 1);
  await backUp(monday);
  await keys.destroy("s1", monday + 5);
  const now = monday + 30 * dayMs;
  await backUp(now);
  await prune(repository, await planPrune(repository, usual, now), now);
  const { sound } = await repository.keysCopies();
  expect(sound.map(({ keys: count }) => count)).toEqual([0]);
});

test("RP3: what only dropped snapshots named goes once it has rested; what others name stays", async () => {
  const { folder, backUp, repository, store, keys } = await start();
  keys.make("s1");
  await record(store, 5);
  await backUp(monday);
  await record(store, 5);
  await backUp(monday + 1);
  const keep = { ...usual, daily: 0, weekly: 0, monthly: 0 };
  const soon = Date.now();
  await prune(repository, await planPrune(repository, keep, monday + 3 * dayMs), soon);
  expect((await repository.snapshots()).sound).toHaveLength(1);
  expect(await objects(folder)).toHaveLength(3);
  await prune(repository, await planPrune(repository, keep, monday + 3 * dayMs), soon + 2 * dayMs);
  expect(await objects(folder)).toHaveLength(2);
});

test("TK3: a history that went another way since shares only what both have", async () => {
  const { backUp, repository, store, keys } = await start();
  keys.make("s1");
  await record(store, 5);
  const first = await backUp(monday);
  const other = new MemoryStore();
  await other.setMeta("workspace-key", "ab".repeat(32));
  await record(other, 7);
  const { snapshot } = await take(
    {
      store: other,
      keys,
      events: 7,
      projections: first.snapshot.projections,
      checkpoint: null,
      workspace: "w1",
      outside: [],
      signing: signingOf(),
    },
    repository,
    { now: monday + 9, pace: async () => {}, told: () => {} },
  );
  expect(snapshot.segments.map(({ from, to }) => [from, to])).toEqual([[1, 7]]);
  expect(snapshot.segments[0]?.name).not.toBe(first.snapshot.segments[0]?.name);
});

function signingOf() {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  return { pem: String(pem), key: createPrivateKey(pem) };
}
