import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { batch, jobs } from "../../../../test/fixtures/batch.ts";
import { Damaged, type EventStore } from "../../../ledger/store.ts";
import { ofBytes } from "../../../value/digest.ts";
import { openSqliteStore } from "../sqlite-store.ts";
import { readSums } from "../pages/sums.ts";
import {
  copyOf,
  killed,
  logIn,
  owned,
  record,
  scratch,
  strike,
  sumsIn,
  whole,
} from "../../../../test/fixtures/struck-ledger.ts";

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
