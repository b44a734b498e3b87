import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type EventStore, StaleBatch, type StoredEvent } from "../../../ledger/store.ts";
import { leafOf, rootOf, tileWidth } from "../../../ledger/tree.ts";
import { openSqliteStore } from "../sqlite-store.ts";

const eventOf = (seq: number, stream: string, version: number): StoredEvent => {
  const bytes = Buffer.from(`{"seq":${seq}}`);
  return { seq, stream, version, bytes, values: [] };
};

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "events-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a batch over more streams than are remembered goes on with its first ones", async () => {
  const store = await openSqliteStore(scratch());
  const many = 20_001;
  const first = Array.from({ length: many }, (_, i) => eventOf(i + 1, `run/${i}`, 1));
  const batch = { events: [...first, eventOf(many + 1, "run/0", 2)], rows: [], relied: [] };
  await store.commit(batch);
  await store.commit({ events: [eventOf(many + 2, "run/0", 3)], rows: [], relied: [] });
  expect(await store.head("run/0")).toBe(3);
  await store.close();
});

test("TR3: a tile is that of its leaves, whatever was rolled back or written before a restart", async () => {
  const folder = scratch();
  const from = (first: number, last: number): StoredEvent[] =>
    Array.from({ length: last - first + 1 }, (_, i) => eventOf(first + i, "s", first + i));
  const write = async (store: EventStore, first: number, last: number): Promise<void> =>
    store.commit({ events: from(first, last), rows: [], relied: [] });
  const before = await openSqliteStore(folder);
  await write(before, 1, 300);
  await before.close();
  const store = await openSqliteStore(folder);
  await write(store, 301, 600);
  const torn = [...from(601, 700), eventOf(701, "s", 1)];
  await expect(store.commit({ events: torn, rows: [], relied: [] })).rejects.toThrow(StaleBatch);
  await write(store, 601, 900);
  const leaves = from(1, 900).map(({ bytes }) => leafOf(bytes));
  const tiles = [0, 1, 2].map((n) => rootOf(leaves.slice(n * tileWidth, (n + 1) * tileWidth)));
  expect(await store.hashes(1, 0, 9)).toEqual(tiles.map((tile) => new Uint8Array(tile)));
  await store.close();
});
