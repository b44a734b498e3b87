import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { monday, objects, record, start } from "../../test/backup/in-memory.ts";
import { dayMs } from "./retention.ts";

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

test("TK3: what was spoilt in the folder is written again, as long as it is small", async () => {
  const { folder, store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 5);
  await store.putBlob(randomBytes(100));
  const { snapshot } = await backUp(monday);
  for (const name of await objects(folder)) {
    const file = path.join(folder, "objects", name);
    const bytes = await readFile(file);
    bytes[bytes.length - 1]! ^= 1;
    await writeFile(file, bytes);
  }
  await expect(restore()).rejects.toThrow("has changed or is cut off");
  const again = await backUp(monday + 1);
  expect(again.snapshot.meta).not.toEqual(snapshot.meta);
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

test("SG2: what was removed by itself since stays in no segment of the next backup", async () => {
  const { store, backUp, restore, keys } = await start();
  keys.make("s1");
  await record(store, 200);
  const first = await backUp(monday);
  await store.dropValues([3, 4]);
  await store.setMeta("removals", "2");
  const second = await backUp(monday + dayMs);
  expect(second.snapshot.segments).not.toEqual(first.snapshot.segments);
  expect(second.snapshot.values).toBe(first.snapshot.values - 2);
  // Counted once, it is left alone.
  const third = await backUp(monday + 2 * dayMs);
  expect(third.snapshot.segments).toEqual(second.snapshot.segments);
  expect((await restore()).filled).toMatchObject({ events: 200, values: 198 });
});
