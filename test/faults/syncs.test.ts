import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { Calm } from "./calm.ts";
import { type Operation, Watched } from "./library.ts";
import { loaded, rehearsed } from "./shop-test.ts";

/** What a process did to its disk between the marks that it set itself. */
function between(operations: readonly Operation[], from: string, to: string): Operation[] {
  const at = (mark: string) => operations.findIndex((each) => each.path === `/${mark}`);
  return operations.slice(at(from) + 1, at(to));
}

const source = (file: string) => JSON.stringify(new URL(`../../src/${file}`, import.meta.url).href);

const commits = (root: string, data: string) => `
  const { openSqliteStore } = await import(${source("store/sqlite/sqlite-store.ts")});
  const { mkdirSync } = await import("node:fs");
  const store = await openSqliteStore(${JSON.stringify(data)});
  const mark = (name) => mkdirSync(${JSON.stringify(root)} + "/" + name);
  await store.prepare([]);
  await store.setMeta("a", "warm");
  mark("begun");
  await store.setMeta("a", "one");
  mark("committed");
  await store.putBlob(Buffer.alloc(10_000, 1));
  mark("kept");
  await store.close();
`;

test.skipIf(!rehearsed)(
  "SP1, BL1: each commit is one sync of the log, behind its last write; a file is synced before its name",
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), "ms-syncs-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const disk = new Watched(folder);
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "--eval", commits(disk.root, disk.data)],
      { env: disk.env(loaded(), null), encoding: "utf8" },
    );
    expect([status, stderr]).toEqual([0, ""]);
    const operations = disk.operations();
    const log = between(operations, "begun", "committed").filter(({ path: file }) =>
      file.endsWith("/ledger.db-wal"),
    );
    expect(log.map(({ name }) => name).filter((name) => name === "sync")).toEqual(["sync"]);
    expect(log.at(-1)?.name).toBe("sync");
    const kept = between(operations, "committed", "kept").map(
      ({ name, path: file }) =>
        `${name} ${file.replaceAll(/[0-9a-f]{64}/g, "x").replaceAll(/\/[0-9a-f]{2}(?=\/|$)/g, "/ab")}`,
    );
    expect(kept).toEqual([
      "mkdir /data/blobs/ab",
      "make /data/blobs/tmp/x.1",
      "write /data/blobs/tmp/x.1",
      "sync /data/blobs/tmp/x.1",
      "rename /data/blobs/ab/x",
      "sync /data/blobs/ab",
      "sync /data/blobs",
    ]);
  },
);

let letters: readonly Operation[] = [];
beforeAll(async () => {
  if (!rehearsed) return;
  const folder = mkdtempSync(path.join(tmpdir(), "ms-syncs-play-"));
  try {
    const calm = await Calm.play(path.join(folder, "calm"), loaded(), 10);
    letters = await calm.operations(9);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

/** The first operation of that name on that file, behind another. */
function place(name: string, file: RegExp, behind = -1): number {
  const at = letters.findIndex(
    (each, i) => i > behind && each.name === name && file.test(each.path),
  );
  expect(at, `${name} ${String(file)} behind ${behind}`).toBeGreaterThan(-1);
  return at;
}

test.skipIf(!rehearsed)(
  "EF1: what is sent is synced in the ledger before the letter is begun; the letter is synced before it counts",
  () => {
    const begun = place("make", /^\/data\/outbox\/tmp\//);
    const before = letters
      .slice(0, begun)
      .filter(({ path: file }) => file.endsWith("/ledger.db-wal"));
    expect(before.at(-1)?.name).toBe("sync");
    const synced = place("sync", /^\/data\/outbox\/tmp\//, begun);
    const linked = place("link", /^\/data\/outbox\/new\//, synced);
    const named = place("sync", /^\/data\/outbox\/new$/, linked);
    place("sync", /\/ledger\.db-wal$/, named);
  },
);

test.skipIf(!rehearsed)(
  "JF1: an entry's note is synced before the books are touched, and the entry before the note is emptied",
  () => {
    const noted = place("sync", /main\.journal\.pending$/);
    const entered = place("write", /main\.journal$/);
    expect(entered).toBeGreaterThan(noted);
    const synced = place("sync", /main\.journal$/, entered);
    place("empty", /main\.journal\.pending$/, synced);
  },
);
