import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { batch, event, jobs } from "../../../../test/fixtures/batch.ts";
import { Damaged } from "../../../ledger/store.ts";
import { openSqliteStore } from "../sqlite-store.ts";
import { Log } from "./log.ts";
import { look } from "./pages.ts";
import { readSums, writeSums } from "./sums.ts";
import {
  copyOf,
  frame,
  killed,
  logIn,
  owned,
  put,
  record,
  scratch,
  strike,
  sumsIn,
  whole,
} from "../../../../test/fixtures/struck-ledger.ts";

test("PG1: a page that changed is refused to a reader and derived anew by the owner", async () => {
  const { bare } = await killed();
  const { size } = statSync(join(bare, "ledger.db"));
  for (let page = 1; page * 4096 < size; page += 1) {
    const folder = copyOf(bare);
    strike(join(folder, "ledger.db"), page * 4096 + 4000);
    await expect(openSqliteStore(folder, { access: "read" })).rejects.toThrow(
      /^Cannot .*(its file is not as Mainstay left it; run "mainstay rebuild"|is damaged; .*restore)/,
    );
    const found = await owned(folder).catch((error: unknown) => error);
    if (found instanceof Error) expect(found).toBeInstanceOf(Damaged);
    else expect(found).toEqual({ ...whole, derived: true });
  }
});

test("PG4: a file of more than a gigabyte holds a page that nobody writes", () => {
  const folder = scratch();
  const size = 0x40_00_00_00 / 4096 + 2;
  const path = join(folder, "ledger.db");
  writeFileSync(path, "");
  truncateSync(path, size * 4096);
  const sums = new Uint32Array(size).fill(crc32(Buffer.alloc(4096)));
  sums[size - 2] = 0;
  writeSums(sumsIn(folder), { generation: 1, size, sums, acknowledged: { seq: 0, meta: 0 } });
  const file = openSync(path, "r");
  expect(look(folder, file).differing).toBe(0);
  closeSync(file);
});

test("PG2: whoever reads leaves the log where it is; the owner copies it back", async () => {
  const { folder } = await killed();
  const before = readFileSync(logIn(folder));
  const reader = await openSqliteStore(folder, { access: "read" });
  await reader.close();
  expect(readFileSync(logIn(folder)).equals(before)).toBe(true);
  expect(await owned(folder)).toEqual(whole);
  expect(existsSync(logIn(folder))).toBe(false);
  expect(await owned(folder)).toEqual(whole);
});

test("PG2: a log that another program copied back is no damage, and nothing of it is lost", async () => {
  const { folder } = await killed();
  const db = new DatabaseSync(join(folder, "ledger.db"));
  db.prepare("SELECT count(*) FROM event").get();
  db.close();
  expect(existsSync(logIn(folder))).toBe(false);
  expect(await owned(folder)).toEqual({ ...whole, derived: true });
  expect(await owned(folder)).toEqual(whole);
});

test("a long log is copied back while work goes on, and every page stays provable", async () => {
  const folder = scratch();
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  const wide = { text: Buffer.alloc(3000, "a") };
  for (let seq = 1; seq <= 6000; seq += 100) {
    const events = Array.from({ length: 100 }, (_, i) =>
      event(seq + i, "s", seq + i, [put(seq + i)], wide),
    );
    await store.commit(batch(events));
    if (seq % 2000 === 1) expect(await store.check()).toEqual([]);
  }
  expect(readSums(sumsIn(folder))?.size).toBeGreaterThan(1000);
  const left = copyOf(folder);
  await store.close();
  expect(statSync(logIn(left)).size).toBeLessThan(10_000 * frame);
  expect(await owned(left)).toMatchObject({ seq: 6000, derived: false });
  expect(await owned(folder)).toMatchObject({ seq: 6000, derived: false });
});

test("PG1: who reads while an owner elsewhere writes is never told of damage", async () => {
  const folder = scratch();
  await (await openSqliteStore(folder)).close();
  const href = (name: string) => JSON.stringify(new URL(name, import.meta.url).href);
  const writer = `
    const { openSqliteStore } = await import(${href("../sqlite-store.ts")});
    const { batch, event } = await import(${href("../../../../test/fixtures/batch.ts")});
    const store = await openSqliteStore(${JSON.stringify(folder)});
    const wide = { text: Buffer.alloc(3500, "a") };
    for (let seq = 1; seq < 8000; seq += 60) {
      await store.commit(batch(Array.from({ length: 60 }, (_, i) => event(seq + i, "s", seq + i, [], wide))));
    }
    await store.close();`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", writer], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const gone = once(child, "exit");
  let last = 0;
  while (child.exitCode === null) {
    const store = await openSqliteStore(folder, { access: "read" });
    const { seq } = await store.last();
    await store.close();
    expect(seq).toBeGreaterThanOrEqual(last);
    last = seq;
    await setTimeout(1);
  }
  await gone;
  expect(last).toBeGreaterThan(0);
  expect(readSums(sumsIn(folder))?.size).toBeGreaterThan(5000);
}, 60_000);

test("PG3: a log that was struck while the owner works is not copied back", async () => {
  const folder = scratch();
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  await record(store, 1, 6);
  strike(logIn(folder), statSync(logIn(folder)).size - 100);
  await expect(store.purge()).rejects.toBeInstanceOf(Damaged);
  const before = readFileSync(logIn(folder));
  await store.close();
  expect(readFileSync(logIn(folder)).equals(before)).toBe(true);
  await expect(openSqliteStore(folder)).rejects.toThrow("event 6 is missing");
});

test("PG3: what was proved and then struck does not pass when it is copied back", async () => {
  const folder = scratch();
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  await record(store, 1, 6);
  const log = new Log(logIn(folder));
  log.follow();
  for (let i = 0; i < 6; i += 1) strike(logIn(folder), 32 + i * frame + 4000);
  await store.close();
  expect(existsSync(logIn(folder))).toBe(false);
  await expect(openSqliteStore(folder, { access: "read" })).rejects.toThrow(/^Cannot/);
});

test("HF1: a second connection of this process does not take the locks of the first", async () => {
  const folder = scratch();
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  await record(store, 1, 3);
  await (await openSqliteStore(folder, { access: "read" })).close();
  // Without a lock against it, the other process would copy the log back and remove it.
  const other = `const { DatabaseSync } = require("node:sqlite");
    const db = new DatabaseSync(${JSON.stringify(join(folder, "ledger.db"))});
    db.prepare("SELECT count(*) FROM event").get(); db.close();`;
  execFileSync(process.execPath, ["--eval", other], { stdio: "pipe" });
  expect(existsSync(logIn(folder))).toBe(true);
  await record(store, 4, 5);
  await store.close();
  expect(await owned(folder)).toMatchObject({ seq: 5, derived: false });
});
