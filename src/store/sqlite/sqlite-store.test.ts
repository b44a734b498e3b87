import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { batch, counts, event, jobs } from "../../../test/fixtures/batch.ts";
import { operations } from "../../../test/fixtures/row-operations.ts";
import { storeContract } from "../../../test/contracts/store.ts";
import { Damaged, StaleBatch, type StoredEvent } from "../../ledger/store.ts";
import { MemoryStore } from "../memory/memory-store.ts";
import { assertDurable } from "./open.ts";
import { openSqliteStore } from "./sqlite-store.ts";

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "ms-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Changes rows behind the store's back, as a bad disk would. */
function meddle(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, "ledger.db"));
  db.exec(sql);
  db.close();
}

storeContract("sqlite", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ms-store-"));
  let store = await openSqliteStore(folder);
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openSqliteStore(folder);
      return store;
    },
    spoilEvent: async (seq) => {
      const spoilt = "CAST(replace(bytes, 'seq', 'sEq') AS BLOB)";
      meddle(folder, `UPDATE event SET bytes = ${spoilt} WHERE seq = ${seq}`);
    },
    spoilBlob: async (digest) => {
      writeFileSync(join(folder, "blobs", digest.slice(0, 2), digest), "another letter");
    },
    dispose: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

test("it answers as the memory store does, whatever is written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operations, { maxLength: 30 }), async (rows) => {
      const folder = mkdtempSync(join(tmpdir(), "ms-store-"));
      const store = await openSqliteStore(folder);
      const memory = new MemoryStore();
      for (const each of [store, memory]) {
        await each.prepare([jobs, counts]);
        await each.commit(batch([event(1, "s", 1, rows)], { rows }));
      }
      expect(await store.dump()).toEqual(await memory.dump());
      const query = { table: "jobs", order: [{ column: "client", descending: true }] };
      expect(await store.find(query)).toEqual(await memory.find(query));
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }),
    { numRuns: 25 },
  );
});

describe("opening", () => {
  test("OD1: a file that is no database, or another program's, is refused and left as it is", async () => {
    const foreign = scratch();
    meddle(foreign, "CREATE TABLE t (x); INSERT INTO t VALUES (1)");
    const junk = scratch();
    writeFileSync(join(junk, "ledger.db"), "not a database at all\n".repeat(300));
    for (const [folder, message] of [
      [foreign, /the database of another program; name another data folder/],
      [junk, /no database, or a damaged one/],
    ] as const) {
      const path = join(folder, "ledger.db");
      const before = readFileSync(path);
      await expect(openSqliteStore(folder)).rejects.toThrow(message);
      expect(readFileSync(path).equals(before)).toBe(true);
      expect(readdirSync(folder)).toEqual(["ledger.db"]);
    }
  });

  test("OD1: a ledger of a newer format is refused", async () => {
    const folder = scratch();
    await (await openSqliteStore(folder)).close();
    meddle(folder, "PRAGMA user_version = 99");
    await expect(openSqliteStore(folder)).rejects.toThrow("another Mainstay changed it");
    // A version that keeps no sums of this kind.
    rmSync(join(folder, "pages.sum"));
    await expect(openSqliteStore(folder)).rejects.toThrow(/a newer Mainstay wrote it \(format 99/);
  });

  test("OD1: a ledger of format 1 is left as it is, and the way on is named", async () => {
    const folder = scratch();
    await (await openSqliteStore(folder)).close();
    meddle(folder, "PRAGMA user_version = 1");
    // That version kept none.
    rmSync(join(folder, "pages.sum"));
    for (const access of ["own", "read"] as const) {
      await expect(openSqliteStore(folder, { access })).rejects.toMatchObject({
        name: "LedgerOlder",
        message: expect.stringMatching(
          /an older Mainstay wrote it \(format 1, this one writes 2\); run "mainstay migrate --plan" to see/,
        ),
      });
    }
  });

  test("an emptied file with a log beside it is damage, not a new ledger", async () => {
    const folder = scratch();
    writeFileSync(join(folder, "ledger.db"), "");
    writeFileSync(join(folder, "ledger.db-wal"), "frames");
    await expect(openSqliteStore(folder)).rejects.toBeInstanceOf(Damaged);
    expect(statSync(join(folder, "ledger.db-wal")).size).toBe(6);
  });

  test("a ledger that lost a table is damaged", async () => {
    const folder = scratch();
    await (await openSqliteStore(folder)).close();
    meddle(folder, "DROP TABLE value");
    await expect(openSqliteStore(folder)).rejects.toThrow(/tables are missing or changed/);
  });

  test("OD2: what would lose acknowledged commits is refused", () => {
    const db = new DatabaseSync(join(scratch(), "x.db"));
    db.exec("PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; PRAGMA synchronous = NORMAL");
    expect(() => assertDurable(db)).toThrow(/synchronous is "1", not "2"; start with the Node/);
    db.exec("PRAGMA synchronous = FULL");
    assertDurable(db);
    db.close();
  });

  test("only this user can read the files", async () => {
    const folder = join(scratch(), "data");
    const store = await openSqliteStore(folder);
    const digest = await store.putBlob(Buffer.from("private"));
    for (const name of ["ledger.db", "ledger.db-wal", join("blobs", digest.slice(0, 2), digest)]) {
      expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    }
    await store.close();
  });

  test("a reader sees everything and changes nothing", async () => {
    const folder = scratch();
    const owner = await openSqliteStore(folder);
    await owner.prepare([jobs]);
    await owner.commit(batch([event(1, "s", 1)]));
    const reader = await openSqliteStore(folder, { access: "read" });
    await reader.prepare([jobs]);
    expect(await reader.head("s")).toBe(1);
    await expect(reader.commit(batch([event(2, "s", 2)]))).rejects.toThrow(/readonly/);
    await expect(reader.prepare([counts])).rejects.toThrow(/start "mainstay up" once/);
    await reader.close();
    await owner.commit(batch([event(2, "s", 2)]));
    await owner.close();
  });

  test("a reader does not make a ledger", async () => {
    const folder = scratch();
    await expect(openSqliteStore(folder, { access: "read" })).rejects.toThrow(/there is none/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("SP2: a batch is stale when another program wrote meanwhile, and right once read again", async () => {
  const folder = scratch();
  const one = await openSqliteStore(folder);
  const two = await openSqliteStore(folder);
  await one.commit(batch([event(1, "s", 1)]));
  await two.commit(batch([event(2, "s", 2)]));
  await expect(one.commit(batch([event(2, "s", 2)]))).rejects.toBeInstanceOf(StaleBatch);
  await one.commit(batch([event(3, "s", 3)]));
  expect(await two.head("s")).toBe(3);
  await one.close();
  await two.close();
});

test("a full disk says so, names the remedy, and loses nothing acknowledged", async () => {
  const folder = scratch();
  const store = await openSqliteStore(folder, { maxPages: 40 });
  const filler = (seq: number) =>
    batch([event(seq, "s", seq, [], { body: Buffer.alloc(4000, 1) })]);
  let committed = 0;
  const fill = async (): Promise<void> => {
    for (;;) {
      await store.commit(filler(committed + 1));
      committed += 1;
    }
  };
  await expect(fill()).rejects.toThrow(
    `the disk is full; free space on the disk that holds "${folder}", then start again, nothing was lost`,
  );
  await store.close();
  const again = await openSqliteStore(folder);
  expect(committed).toBeGreaterThan(0);
  expect((await again.last()).seq).toBe(committed);
  await again.commit(filler(committed + 1));
  await again.close();
});

describe("large values", () => {
  const large = Buffer.alloc(4097, 5);
  const path = (folder: string, digest: string) =>
    join(folder, "blobs", digest.slice(0, 2), digest);

  test("BL1: above 4 KB they stand as files, below as rows", async () => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    const small = Buffer.alloc(4096, 6);
    const digest = await store.putBlob(large);
    await store.commit(batch([event(1, "s", 1, [], { large, small })]));
    expect(existsSync(path(folder, digest))).toBe(true);
    expect(readdirSync(join(folder, "blobs"))).toHaveLength(2);
    expect(readdirSync(join(folder, "blobs", "tmp"))).toEqual([]);
    await store.close();
  });

  test("BL2: a file that is missing or changed is Damaged when its event is read", async () => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    await store.commit(batch([event(1, "s", 1, [], { large })]));
    const digest = await store.putBlob(large);
    writeFileSync(path(folder, digest), Buffer.alloc(4097, 4));
    await expect(store.readStream("s")).rejects.toThrow(/its bytes have changed/);
    rmSync(path(folder, digest));
    await expect(store.readFrom(1, 1)).rejects.toThrow(/it is missing/);
    expect(await store.check()).toHaveLength(1);
    await store.close();
  });

  test("BL3: putting again what the disk has spoilt writes it afresh", async () => {
    const folder = scratch();
    const first = await openSqliteStore(folder);
    const digest = await first.putBlob(large);
    await first.close();
    writeFileSync(path(folder, digest), "spoilt");
    const store = await openSqliteStore(folder);
    await store.putBlob(large);
    expect(Buffer.from((await store.getBlob(digest)) ?? []).equals(large)).toBe(true);
    await store.close();
  });

  test("what a crash left aside is removed, and a name that is no digest is refused", async () => {
    const folder = scratch();
    const first = await openSqliteStore(folder);
    await first.close();
    writeFileSync(join(folder, "blobs", "tmp", "half"), "half");
    const store = await openSqliteStore(folder);
    expect(readdirSync(join(folder, "blobs", "tmp"))).toEqual([]);
    await expect(store.getBlob("../ledger.db")).rejects.toThrow(/no SHA-256 digest/);
    await store.close();
  });
});

describe("damage", () => {
  const readAll = async (folder: string): Promise<StoredEvent[] | null> => {
    const store = await openSqliteStore(folder);
    try {
      return [...(await store.readFrom(1, 1000))];
    } finally {
      await store.close();
    }
  };

  test("SP4: a missing event is Damaged, not skipped", async () => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    await store.commit(batch([1, 2, 3].map((n) => event(n, "s", n))));
    for (const seq of [2, 3]) {
      meddle(folder, `DELETE FROM event WHERE seq = ${seq}`);
      await expect(store.readStream("s")).rejects.toBeInstanceOf(Damaged);
      expect(await store.check()).not.toEqual([]);
    }
    await store.close();
    await expect(openSqliteStore(folder)).rejects.toBeInstanceOf(Damaged);
  });

  test.each([
    "UPDATE event SET previous = 1 WHERE seq = 5",
    "UPDATE event SET previous = 4 WHERE seq = 5",
    "UPDATE event SET previous = 5 WHERE seq = 5",
    "UPDATE stream SET last = 3 WHERE name = 's'",
  ])("SP4: a stream whose chain leads elsewhere is Damaged: %s", async (sql) => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    const placed = [1, 2, 3, 4, 5].map((n) => event(n, n % 2 === 1 ? "s" : "t", Math.ceil(n / 2)));
    await store.commit(batch(placed));
    meddle(folder, sql);
    await expect(store.readStream("s")).rejects.toBeInstanceOf(Damaged);
    expect(await store.check()).toEqual(['Stream "s" is not whole']);
    await store.close();
  });

  test("SP4: whatever byte of the file flips, no other event is served", async () => {
    const folder = scratch();
    const store = await openSqliteStore(folder);
    const events = Array.from({ length: 60 }, (_, i) =>
      event(i + 1, `run/${i % 7}`, 1 + Math.floor(i / 7), [], { body: Buffer.alloc(300, i) }),
    );
    await store.commit(batch(events));
    await store.close();
    const path = join(folder, "ledger.db");
    const sound = readFileSync(path);
    const expected = await readAll(folder);
    const served = (found: readonly StoredEvent[] | null) =>
      found?.map(({ bytes }) => Buffer.from(bytes).toString());
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const spoilt = Buffer.from(sound);
          spoilt[at] = (spoilt[at] ?? 0) ^ by;
          rmSync(`${path}-wal`, { force: true });
          writeFileSync(path, spoilt);
          const found = await readAll(folder).catch((error: unknown) => {
            expect(String(error)).toMatch(/Cannot .*;/);
            return null;
          });
          if (found !== null) expect(served(found)).toEqual(served(expected));
        },
      ),
      { numRuns: 150 },
    );
  });
});
