import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import {
  compareNewest,
  keptCheckpoints,
  newestCheckpoint,
  signCheckpoint,
} from "../../src/host/ledger/checkpoints.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { batch, event } from "../fixtures/batch.ts";
import { Forger, goOn, history, say } from "./forger.ts";
import { findingsIn, noteOf, sizes } from "./verified.ts";

/** What is opened goes on from what was signed last, or is not opened. */
const scratch = async () => path.dirname(path.dirname(noteOf(await history(1, []), 1)));

/** Entries as they are committed, in a store that nothing else judges. */
async function memory(id: string, entries: number, from = 0): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.setMeta("workspace-id", id);
  const rows = (seq: number) => [
    { op: "remove" as const, table: seq > from ? "b" : "a", key: { seq } },
  ];
  const events = Array.from({ length: entries }, (_, i) => event(i + 1, "s", i + 1, rows(i)));
  await store.commit(batch(events, { rows: [] }));
  return store;
}

test("CK1: a ledger that goes on from what was signed is opened", async () => {
  const data = await scratch();
  await compareNewest(data, await memory("w1", 0));
  await signCheckpoint(data, await memory("w1", 600), "w1");
  await compareNewest(data, await memory("w1", 600));
  await compareNewest(data, await memory("w1", 700));
  expect(await signCheckpoint(data, await memory("w1", 700), "w1")).toMatchObject({ size: 700 });
});

test.each<[string, Parameters<typeof memory>, RegExp]>([
  [
    "a shorter ledger",
    ["w1", 590],
    /it ends at entry 590, and 600 were signed in ".*000000000600.note"; "mainstay ledger verify" tells/,
  ],
  [
    "another history",
    ["w1", 700, 400],
    /its first 600 entries are not those that were signed in ".*"; "mainstay ledger verify"/,
  ],
  [
    "the ledger of another company",
    ["w2", 600],
    /was signed for another company; put the right ledger and checkpoints together again/,
  ],
])("CK1: %s is damage, and is not signed", async (_, other, said) => {
  const data = await scratch();
  await signCheckpoint(data, await memory("w1", 600), "w1");
  const store = await memory(...other);
  await expect(compareNewest(data, store)).rejects.toThrow(said);
  await expect(compareNewest(data, store)).rejects.toMatchObject({ name: "Damaged" });
  await expect(signCheckpoint(data, store, other[0])).rejects.toThrow(said);
  expect(await keptCheckpoints(data)).toHaveLength(1);
});

test("DV5: a history that does not go on from what was signed is not derived anew", async () => {
  const data = await history(600, sizes);
  new Forger(data).rewrite((all) => all.slice(0, 590)).done();
  const file = path.join(data, "ledger.db");
  const names = async () =>
    (await readdir(data)).filter((name) => !/-(?:wal|shm)$/.test(name)).toSorted();
  const before = [await readFile(file), await names()];
  const signed = await newestCheckpoint(data);
  await expect(openSqliteStore(data, { signed })).rejects.toThrow(
    /^Cannot trust the ledger in ".*": it ends at entry 590, and 600 were signed/,
  );
  expect([await readFile(file), await names()]).toEqual(before);
  new Forger(data).rewrite((all) => [...all, ...all.slice(0, 10)].map(say("forged"))).done();
  await expect(openSqliteStore(data, { signed })).rejects.toThrow(
    /its first 600 entries are not those that were signed/,
  );
});

test("DV5: one that does is derived anew", async () => {
  const data = await history(600, sizes);
  await rm(path.join(data, "pages.sum"));
  let derived = false;
  const signed = await newestCheckpoint(data);
  const store = await openSqliteStore(data, { signed, onDerived: () => (derived = true) });
  await store.close();
  expect([derived, await findingsIn(data)]).toEqual([true, []]);
});

test("a newest checkpoint that cannot be read is named, with what to do", async () => {
  const data = await history(10, [10]);
  await writeFile(noteOf(data, 10), "w1\n");
  const told = compareNewest(data, await memory("w1", 10));
  await expect(told).rejects.toThrow(/^Cannot read the checkpoint ".*": it is no signed note/);
  await expect(told).rejects.toThrow(/; rename ".*" to "000000000010\.note\.spoilt"/);
});

test("yesterday's files put back in place of today's are told, although they are whole", async () => {
  const data = await history(300, [300]);
  const yesterday = `${data}-yesterday`;
  await cp(data, yesterday, { recursive: true });
  await goOn(data, 600, [600]);
  for (const name of await readdir(yesterday)) {
    if (name === "checkpoints") continue;
    await rm(path.join(data, name), { recursive: true });
    await cp(path.join(yesterday, name), path.join(data, name), { recursive: true });
  }
  await rm(yesterday, { recursive: true });
  const store = await openSqliteStore(data, { access: "read" });
  await expect(compareNewest(data, store)).rejects.toThrow(
    /ends at entry 300, and 600 were signed/,
  );
  await store.close();
  expect(await findingsIn(data)).toEqual([["history", 301, 600]]);
});
