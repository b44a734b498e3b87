import { createPublicKey } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { batch, event } from "../../../test/fixtures/batch.ts";
import { originOf } from "../../ledger/checkpoint.ts";
import { openNote, readVkey, verifierOf, vkeyOf } from "../../ledger/note.ts";
import { MemoryStore } from "../../store/memory/memory-store.ts";
import { keptCheckpoints, missesCheckpoints, signCheckpoint } from "./checkpoints.ts";
import { keyFile, knownKey, signingKey } from "./signing-key.ts";

async function scratch(): Promise<string> {
  const data = await mkdtemp(path.join(tmpdir(), "ms-checkpoints-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  return data;
}

async function named(id: string): Promise<MemoryStore> {
  const store = new MemoryStore();
  await store.setMeta("workspace-id", id);
  return store;
}

/** One entry more, at this time. */
async function add(store: MemoryStore, at: number): Promise<void> {
  const { seq } = await store.last();
  const next = event(seq + 1, "s", seq + 1);
  const bytes = Buffer.from(
    Buffer.from(next.bytes)
      .toString()
      .replace(/"at":\d+/, `"at":${at}`),
  );
  await store.commit(batch([{ ...next, bytes }], { rows: [] }));
}

const hourMs = 3_600_000;

test("nothing is signed where nothing was recorded, and no key is made", async () => {
  const data = await scratch();
  expect(await signCheckpoint(data, await named("w1"), "w1")).toBeNull();
  expect(await readdir(data)).toEqual([]);
});

test("a checkpoint is kept whole, for this user only, and opens with the key that is told", async () => {
  const data = await scratch();
  const store = await named("w1");
  await add(store, 1);
  const signed = await signCheckpoint(data, store, "w1");
  expect(signed?.size).toBe(1);
  const text = await readFile(signed?.file ?? "", "utf8");
  expect(text).toBe(signed?.note);
  expect(openNote(text, [readVkey(signed?.vkey ?? "")]).text).toMatch(/^mainstay\/w1\n1\n/);
  for (const name of [keyFile, "checkpoints/000000000001.note"]) {
    expect((await stat(path.join(data, name))).mode & 0o077).toBe(0);
  }
  expect(await readdir(path.join(data, "checkpoints"))).toHaveLength(1);
  expect((await readdir(data)).toSorted()).toEqual(["checkpoints", keyFile]);
});

test("CK3: the same history signed again is the same note, and nothing is written", async () => {
  const data = await scratch();
  const store = await named("w1");
  await add(store, 1);
  const first = await signCheckpoint(data, store, "w1");
  const before = await stat(first?.file ?? "");
  expect(await signCheckpoint(data, store, "w1")).toEqual(first);
  expect((await stat(first?.file ?? "")).mtimeMs).toBe(before.mtimeMs);
});

test("CK2: all of two days are kept, then the last of each day", async () => {
  const data = await scratch();
  const store = await named("w1");
  for (let hour = 0; hour < 24 * 8; hour += 1) {
    await add(store, hour * hourMs);
    await signCheckpoint(data, store, "w1");
  }
  const hours = (await keptCheckpoints(data)).map(({ size }) => size - 1);
  const recent = Array.from({ length: 49 }, (_, i) => 24 * 8 - 49 + i);
  expect(hours).toEqual([23, 47, 71, 95, 119, ...recent]);
});

test("CK2: the newest stays however old it is, and so does the last of its day", async () => {
  const data = await scratch();
  const store = await named("w1");
  for (const day of [0, 0, 10, 400, 800]) {
    await add(store, day * 24 * hourMs);
    await signCheckpoint(data, store, "w1");
  }
  expect((await keptCheckpoints(data)).map(({ size }) => size)).toEqual([2, 3, 4, 5]);
});

test("SK1: two processes that make the key at once make one", async () => {
  const data = await scratch();
  const keys = await Promise.all([1, 2, 3, 4].map(() => signingKey(data)));
  const known = await knownKey(data);
  for (const key of keys) {
    expect(createPublicKey(key).equals(createPublicKey(known ?? key))).toBe(true);
  }
  expect(known).not.toBeNull();
  expect(await readdir(data)).toEqual([`${keyFile}.new`]);
});

test("SK3: a key that died before its first checkpoint misses none, and signs the next", async () => {
  const data = await scratch();
  const made = createPublicKey(await signingKey(data));
  expect(await missesCheckpoints(data)).toBe(false);
  const store = await named("w1");
  await add(store, 1);
  const signed = await signCheckpoint(data, store, "w1");
  expect(signed?.vkey).toBe(vkeyOf(verifierOf(originOf("w1"), made)));
  expect((await readdir(data)).toSorted()).toEqual(["checkpoints", keyFile]);
  await rm(path.join(data, "checkpoints"), { recursive: true });
  expect(await missesCheckpoints(data)).toBe(true);
});

test("SK3: a death between the first checkpoint and the key's name changes nothing", async () => {
  const data = await scratch();
  const store = await named("w1");
  await add(store, 1);
  const signed = await signCheckpoint(data, store, "w1");
  await rename(path.join(data, keyFile), path.join(data, `${keyFile}.new`));
  expect(await signCheckpoint(data, store, "w1")).toEqual(signed);
  expect((await readdir(data)).toSorted()).toEqual(["checkpoints", keyFile]);
});

test("SK2: a key that cannot be read is named, left as it is, and not told of", async () => {
  const data = await scratch();
  const file = path.join(data, keyFile);
  await writeFile(file, "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----\n");
  const store = await named("w1");
  await add(store, 1);
  const told = await signCheckpoint(data, store, "w1").catch((error: unknown) => String(error));
  expect(told).toContain(`Cannot sign with "${file}": it is no signing key of Mainstay's; restore`);
  expect(told).not.toContain("secret");
  expect(await readFile(file, "utf8")).toContain("secret");
});
