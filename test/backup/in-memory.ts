import { createPrivateKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { makeIdentity } from "../../src/backup/age.ts";
import { choose } from "../../src/backup/choose.ts";
import { fill, type From } from "../../src/backup/fill.ts";
import { fillKeys, keyRingOf } from "../../src/backup/key-ring.ts";
import type { OutsideFile } from "../../src/backup/outside.ts";
import { Repository } from "../../src/backup/repository.ts";
import { type Source, take } from "../../src/backup/take.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { ofBytes } from "../../src/value/digest.ts";

export const monday = Date.UTC(2026, 5, 1);
/** Long after all that is made. */
const long = Date.UTC(2036, 5, 1);

/** A company in memory, a folder of its backups, and ways to back up and restore. */
export async function start() {
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
  const restore = async (id: string | null = null, late: From["forgotten"] = [], now = long) => {
    const identity = { secret, signer: null };
    const chosen = await choose(repository, null, id, now);
    const forgotten = [...chosen.forgotten, ...late];
    const from = { repository, identity, ...chosen, forgotten, told: () => {} };
    const copy = new MemoryStore();
    const filled = await fill(copy, from, async () => {});
    const ring = new MemoryKeys();
    const adopted = await fillKeys(ring, await keyRingOf(from), forgotten);
    return { copy, ring, filled, adopted };
  };
  return { folder, repository, store, keys, signing, outside, backUp, restore };
}

/** Events that hardly compress, each with a value that is hers. */
export async function record(store: MemoryStore, count: number, bytes = 3_000, subject = "s1") {
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

export const objects = async (folder: string) =>
  (await readdir(path.join(folder, "objects"), { recursive: true })).filter((name) =>
    name.endsWith(".age"),
  );
