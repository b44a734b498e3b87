import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { batch, event, jobs } from "../../../../test/fixtures/batch.ts";
import { Damaged, type EventStore } from "../../../ledger/store.ts";
import { ofBytes } from "../../../value/digest.ts";
import { openSqliteStore } from "../sqlite-store.ts";
import { Log } from "./log.ts";
import { look } from "./pages.ts";
import { PageSums, readSums, writeSums } from "./sums.ts";

const commits = 6;
const frame = 24 + 4096;

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ms-pages-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const put = (seq: number) =>
  ({ op: "put", table: "jobs", row: { id: seq, client: "x".repeat(500) } }) as const;

async function record(store: EventStore, from: number, to: number): Promise<void> {
  for (let seq = from; seq <= to; seq += 1) {
    await store.commit(batch([event(seq, "s", seq, [put(seq)])]));
  }
}

/** Ten events closed in order, then some commits that are in the log only, as after a kill. */
async function killed(): Promise<{ folder: string; bare: string }> {
  const bare = scratch();
  const store = await openSqliteStore(bare);
  await store.prepare([jobs]);
  await store.setMeta("epoch", "1");
  await record(store, 1, 10);
  await store.close();
  const again = await openSqliteStore(bare);
  await again.prepare([jobs]);
  await record(again, 11, 10 + commits);
  const folder = copyOf(bare);
  await again.close();
  return { folder, bare };
}

function copyOf(folder: string): string {
  const copy = scratch();
  cpSync(folder, copy, { recursive: true, filter: (name) => !name.endsWith("-shm") });
  return copy;
}

function strike(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  writeFileSync(file, bytes);
}

/** As its owner finds it: how far it goes, and whether the file was derived anew. */
async function owned(folder: string): Promise<{ seq: number; derived: boolean; rows: number }> {
  let derived = false;
  const store = await openSqliteStore(folder, { onDerived: () => (derived = true) });
  await store.prepare([jobs]);
  if ((await store.staleTables()).length > 0) {
    await store.rebuild(({ seq }) => [put(seq)]);
  }
  const { seq } = await store.last();
  const found = await store.check();
  const rows = await store.count({ table: "jobs" });
  await store.close();
  expect(found).toEqual([]);
  return { seq, derived, rows };
}

const whole = { seq: 10 + commits, derived: false, rows: 10 + commits };
const sumsIn = (folder: string) => join(folder, "pages.sum");
const logIn = (folder: string) => join(folder, "ledger.db-wal");

/** As if a power cut had taken what was marked but not synced. */
function unmark(folder: string): void {
  const kept = readSums(sumsIn(folder));
  if (kept === null) throw new Error("there are sums");
  writeSums(sumsIn(folder), { ...kept, acknowledged: { seq: 0, meta: 0 } });
}

describe("pages", () => {
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
});

describe("sums", () => {
  test("PS1: a crash between sums and pages, and sums that were half written, harm nothing", async () => {
    const { folder } = await killed();
    const log = new Log(logIn(folder));
    log.follow();
    expect(log.pages.size).toBeGreaterThan(4);
    const pages = [...log.pages];
    for (const part of [pages, pages.filter((_, i) => i % 2 === 0), pages.slice(0, 1)]) {
      const torn = copyOf(folder);
      const sums = new PageSums(sumsIn(torn));
      sums.put(new Map(part), log.size);
      sums.close();
      expect(await owned(torn)).toEqual(whole);
    }
  });

  test("PS1: a crash while pages are copied back harms nothing", async () => {
    const { folder } = await killed();
    const log = new Log(logIn(folder));
    log.follow();
    const sums = new PageSums(sumsIn(folder));
    sums.put(log.pages, log.size);
    sums.close();
    const bytes = readFileSync(logIn(folder));
    const ledger = readFileSync(join(folder, "ledger.db"));
    const back = Buffer.concat([ledger, Buffer.alloc(log.size * 4096 - ledger.length)]);
    for (let at = 32; at + frame <= bytes.length; at += 3 * frame) {
      bytes.copy(back, (bytes.readUInt32BE(at) - 1) * 4096, at + 24, at + frame);
    }
    writeFileSync(join(folder, "ledger.db"), back);
    expect(await owned(folder)).toEqual(whole);
  });

  test("PS3: sums that are lost or spoilt are no damage of the ledger", async () => {
    const { bare } = await killed();
    for (const at of [0, 10, 13, 17, 513, 521, 4096, 4101, null]) {
      const folder = copyOf(bare);
      if (at === null) rmSync(sumsIn(folder));
      else strike(sumsIn(folder), at);
      expect(await owned(folder)).toEqual({ ...whole, derived: true });
    }
  });
});

describe("the log", () => {
  test("PS2: wherever it is struck or cut, what was acknowledged is missed", async () => {
    const { folder: sound } = await killed();
    const { length } = readFileSync(logIn(sound));
    for (let at = 5; at < length; at += 1500) {
      const folder = copyOf(sound);
      strike(logIn(folder), at);
      await expect(openSqliteStore(folder), `byte ${at}`).rejects.toThrow(
        /it is damaged, events? [0-9]+ (is|to [0-9]+ are) missing, which were acknowledged; .*restore/,
      );
    }
    rmSync(logIn(sound));
    await expect(openSqliteStore(sound)).rejects.toThrow("events 11 to 16 are missing");
  });

  test("LO2: without the mark it is damage before the last commit, and a torn last write in it", async () => {
    const { folder: sound } = await killed();
    unmark(sound);
    const log = readFileSync(logIn(sound));
    const ends: number[] = [];
    for (let at = 32; at < log.length; at += frame) {
      if (log.readUInt32BE(at + 4) !== 0) ends.push(at);
    }
    const last = ends.at(-2) ?? 0;
    for (let at = 32; at < log.length; at += frame) {
      const folder = copyOf(sound);
      strike(logIn(folder), at + 24 + 2000);
      if (at <= last) {
        await expect(openSqliteStore(folder)).rejects.toThrow("is damaged before its end");
      } else {
        expect(await owned(folder)).toMatchObject({ seq: 9 + commits, derived: false });
      }
    }
  });

  test("LO2: what a power cut tore is not taken for damage when more was recorded behind it", async () => {
    const { folder: torn } = await killed();
    unmark(torn);
    const log = readFileSync(logIn(torn));
    strike(logIn(torn), log.length - 100);
    const store = await openSqliteStore(torn);
    await store.prepare([jobs]);
    await record(store, 10 + commits, 10 + commits);
    const again = copyOf(torn);
    await store.close();
    unmark(again);
    expect(await owned(again)).toEqual(whole);
  });

  test("LO1: a frame that was never committed is not taken up", async () => {
    const { folder } = await killed();
    unmark(folder);
    const log = readFileSync(logIn(folder));
    writeFileSync(logIn(folder), log.subarray(0, log.length - frame));
    const followed = new Log(logIn(folder));
    followed.follow();
    const frames = (log.length - 32) / frame;
    expect(followed.frames).toBeLessThan(frames - 1);
    expect(await owned(folder)).toMatchObject({ seq: 9 + commits, derived: false });
  });
});

describe("deriving anew", () => {
  async function closed(change: (store: EventStore) => Promise<void>): Promise<string> {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    await store.prepare([jobs]);
    await change(store);
    await store.close();
    rmSync(sumsIn(folder));
    return folder;
  }
  const meddle = (folder: string, sql: string): void => {
    const db = new DatabaseSync(join(folder, "ledger.db"));
    db.exec(sql);
    db.close();
  };
  const about = (seq: number, type: string, subject: string, value: Buffer | null) => {
    const values = value === null ? {} : { note: ofBytes(value) };
    const told = { seq, stream: "s", version: seq, at: seq, type, subject, data: {}, values };
    return {
      seq,
      stream: "s",
      version: seq,
      bytes: Buffer.from(JSON.stringify(told)),
      values: value === null ? [] : [{ name: "note", bytes: value }],
    };
  };

  test("DV1: streams, tiles and rows follow from the events; settings are taken over", async () => {
    const folder = await closed(async (store) => {
      await record(store, 1, 300);
      await store.setMeta("epoch", "3");
    });
    meddle(
      folder,
      `UPDATE stream SET version = 7, name = 'other'; UPDATE tile SET hash = zeroblob(32);
       DELETE FROM p_jobs WHERE id > 5; UPDATE projection SET stale = 0`,
    );
    expect(await owned(folder)).toEqual({ seq: 300, rows: 300, derived: true });
    const store = await openSqliteStore(folder, { access: "read" });
    expect(await store.getMeta("epoch")).toBe("3");
    expect(await store.head("s")).toBe(300);
    expect(await store.hashes(1, 0, 2)).toHaveLength(1);
    await store.close();
  });

  test("DV1: an event, a value or a setting that does not prove itself is Damaged, and left as it is", async () => {
    const value = Buffer.from("a note");
    for (const sql of [
      "UPDATE event SET bytes = CAST('{}' AS BLOB) WHERE seq = 2",
      "UPDATE event SET leaf = zeroblob(32) WHERE seq = 2",
      "DELETE FROM event WHERE seq = 2",
      "DELETE FROM event WHERE seq = 1",
      "UPDATE value SET bytes = CAST('other' AS BLOB)",
      "UPDATE meta SET value = '4' WHERE key = 'epoch'",
      "DELETE FROM meta WHERE key = 'epoch'",
      "INSERT INTO meta VALUES ('more', '1')",
    ]) {
      const folder = await closed(async (store) => {
        await store.commit(
          batch(
            [1, 2, 3].map((n) => about(n, "noted", "c1", value)),
            { rows: [] },
          ),
        );
        await store.setMeta("epoch", "3");
      });
      meddle(folder, sql);
      const before = readFileSync(join(folder, "ledger.db"));
      await expect(openSqliteStore(folder), sql).rejects.toBeInstanceOf(Damaged);
      expect(readFileSync(join(folder, "ledger.db")).equals(before)).toBe(true);
      expect(existsSync(join(folder, "deriving"))).toBe(false);
    }
  });

  test("MT1: settings that are older than what was acknowledged are Damaged", async () => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    await store.setMeta("epoch", "1");
    const older = copyOf(folder);
    await store.setMeta("epoch", "2");
    await store.close();
    await (await openSqliteStore(older)).close();
    cpSync(join(older, "ledger.db"), join(folder, "ledger.db"));
    await expect(openSqliteStore(folder)).rejects.toThrow(
      "its settings are older than what was acknowledged",
    );
  });

  test("DV2: a value that is gone is missing, unless its subject was forgotten", async () => {
    const value = Buffer.from("a note");
    for (const type of ["noted", "subject.forgetting"]) {
      const folder = await closed(async (store) => {
        await store.setMeta("epoch", "1");
        const events = [about(1, "noted", "c1", value), about(2, type, "c1", null)];
        await store.commit(batch(events, { rows: [] }));
      });
      meddle(folder, "DELETE FROM value");
      const opened = openSqliteStore(folder);
      if (type === "noted") {
        await expect(opened).rejects.toThrow("a value that it names is missing");
      } else {
        await (await opened).close();
      }
    }
  });

  test("DV3: where nobody knows what was acknowledged, the heads of streams tell what is missing", async () => {
    const folder = await closed(async (store) => {
      await store.setMeta("epoch", "1");
      await record(store, 1, 5);
    });
    meddle(folder, "DELETE FROM event WHERE seq = 5");
    await expect(openSqliteStore(folder)).rejects.toThrow("Cannot read event 5");
  });

  test("DV4: a crash before the new file stands in place is finished by the next owner", async () => {
    const { folder, bare } = await killed();
    strike(join(folder, "ledger.db"), 4096 + 4000);
    const making = join(folder, "deriving");
    mkdirSync(making);
    writeFileSync(join(making, "ledger.db"), "half of it");
    const made = join(folder, "derived");
    mkdirSync(made);
    for (const name of ["ledger.db", "pages.sum"]) cpSync(join(bare, name), join(made, name));
    expect(await owned(folder)).toEqual(whole);
    expect([making, made, logIn(folder)].filter((place) => existsSync(place))).toEqual([]);
    // Dead between the two renames.
    const again = copyOf(bare);
    mkdirSync(join(again, "derived"));
    renameSync(join(again, "ledger.db"), join(again, "derived", "ledger.db"));
    writeFileSync(
      join(again, "ledger.db"),
      readFileSync(join(bare, "ledger.db")).fill(1, 5000, 6000),
    );
    expect(await owned(again)).toEqual(whole);
  });

  test("SN4: a file that no owner opened yet is taken as it is", async () => {
    const folder = await closed((store) => record(store, 1, 3));
    expect(await owned(folder)).toEqual({ seq: 3, rows: 3, derived: false });
    expect(readSums(sumsIn(folder))).not.toBeNull();
  });
});
