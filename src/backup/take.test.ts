import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
} from "node:crypto";
import { expect, test } from "vitest";
import { monday, objects, record, start } from "../../test/backup/in-memory.ts";
import type { SubjectKey } from "../ledger/keys.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { type ForgottenList, idAt, signed } from "./manifest.ts";
import { planPrune, prune } from "./prune.ts";
import { dayMs, usual } from "./retention.ts";
import { take } from "./take.ts";

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

test("TK5: whoever the folder says is forgotten is in no new copy of the keys, which names her too", async () => {
  const { store, backUp, restore, repository, keys, signing } = await start();
  for (const subject of ["s1", "s2", "s3"]) keys.make(subject);
  await record(store, 2);
  await repository.putForgottenList(listOf("s1", monday, signing.key));
  await repository.putForgottenList(listOf("s3", monday + 1, signingOf().key));
  const taken = await backUp(monday + dayMs);
  expect(taken.keys).toMatchObject({ keys: 2, forgotten: [{ subject: "s1", at: monday }] });
  expect(taken).toMatchObject({ leftOut: 1, snapshot: { forgotten: [] } });
  for (const { id } of (await repository.forgottenLists()).sound) {
    await repository.removeForgottenList({ id });
  }
  const { ring } = await restore();
  expect([ring.get("s1"), ring.get("s3")]).toEqual(["destroyed", keys.get("s3")]);
  // Of the manifest of that copy alone.
  expect((await backUp(monday + 2 * dayMs)).leftOut).toBe(1);
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

test("RT6: where something about nobody was forgotten, what holds it dies by its age, months or not", async () => {
  const { backUp, repository, store, keys } = await start();
  await record(store, 1);
  await backUp(monday);
  await keys.destroy("run/r1", monday + 5);
  const left = async (now: number) => {
    await prune(repository, await planPrune(repository, usual, now), now);
    return (await repository.snapshots()).sound.map(({ at }) => at);
  };
  const next = monday + 29 * dayMs;
  await backUp(next);
  expect(await left(next)).toEqual([monday, next]);
  expect(await left(next + dayMs)).toEqual([next]);
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

function listOf(subject: string, at: number, key: KeyObject): ForgottenList {
  const id = idAt(at, randomUUID());
  return signed({ format: 1, id, at, workspace: "w1", forgotten: [{ subject, at }] }, key);
}

function signingOf() {
  const pem = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });
  return { pem: String(pem), key: createPrivateKey(pem) };
}
