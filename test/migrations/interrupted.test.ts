import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import type { Places } from "../../src/host/places.ts";
import { migrate, type Ports } from "../../src/host/ledger/migrate.ts";
import { toFormat2 } from "../../src/store/sqlite/migrate/format2.ts";
import {
  migrate as takeSteps,
  type Point,
  points,
} from "../../src/store/sqlite/migrate/migrate.ts";
import type { Step } from "../../src/store/sqlite/migrate/step.ts";
import { acquire } from "../../src/store/sqlite/owner-lock.ts";
import { at as companyAt, expectFourParts } from "../bad-input/company.ts";
import { left } from "./company.ts";
import { toldOf } from "./released.ts";
import { toldNow } from "./told.ts";

const name = "0.1.0-midway";
const child = path.join(import.meta.dirname, "kill.ts");
/** Behind it the new file counts. */
const isDone = (point: Point): boolean => point === "switched";

class Stop extends Error {}

/** What the folder holds that counts: nothing but this and the log's own files may differ. */
function held({ data }: Places): string[] {
  return readdirSync(data)
    .filter((file) => !/-(?:wal|shm|journal)$|^owner\./.test(file))
    .toSorted();
}

/** Migrated to the end, it tells everything that the old version told. */
async function expectWhole(places: Places, did: "migrated" | "nothing"): Promise<void> {
  expect(await migrate(places, "run")).toMatchObject({ did });
  expect(held(places)).not.toContain("migrating");
  const { dump: _, ...then } = toldOf(name);
  expect(await toldNow(places, then.now)).toMatchObject(then);
}

test.each(points)("a failure at %s: nothing is lost, and the next one ends it", async (point) => {
  const places = await left(name);
  const before = held(places);
  const fails: Ports = {
    at(reached) {
      if (reached === point) throw new Stop(`stopped at ${point}`);
    },
  };
  await expect(migrate(places, "run", () => {}, fails)).rejects.toThrow(Stop);
  if (point === "begun" || point === "copying" || point === "verified") {
    expect(held(places)).toEqual(before);
  }
  await expectWhole(places, isDone(point) ? "nothing" : "migrated");
});

const blows: readonly Point[] = ["copying", "verified", "kept", "added", "switched"];

test.each(blows)(
  "a process killed at %s: nothing is lost, and the next one ends it",
  async (point) => {
    const places = await left(name);
    const { signal, stderr } = spawnSync(process.execPath, [child, places.data, point]);
    expect([signal, stderr.toString()]).toEqual(["SIGKILL", ""]);
    await expectWhole(places, isDone(point) ? "nothing" : "migrated");
  },
);

test("MG2: killed again and again at ever later points, it ends at last", async () => {
  const places = await left(name);
  for (const point of blows.filter((one) => !isDone(one))) {
    spawnSync(process.execPath, [child, places.data, point]);
  }
  await expectWhole(places, "migrated");
});

test("without room for the new file nothing is written", async () => {
  const places = await left(name);
  const before = readFileSync(path.join(places.data, "ledger.db"));
  const names = held(places);
  await expect(migrate(places, "run", () => {}, { availableBytes: 1_000_000 })).rejects.toThrow(
    /it needs \d+ MB, the disk has 1 MB left; free space on the disk .*nothing was changed/,
  );
  expect(readFileSync(path.join(places.data, "ledger.db"))).toEqual(before);
  expect(held(places)).toEqual(names);
});

test.each([1, 12, 40, 90, 150])(
  "a disk that is full after %i pages leaves the old file in use",
  async (maxPages) => {
    const places = await left(name);
    const before = readFileSync(path.join(places.data, "ledger.db"));
    const names = held(places);
    await expect(migrate(places, "run", () => {}, { maxPages })).rejects.toMatchObject({
      name: "DiskFull",
      message: expect.stringContaining("free space on the disk"),
    });
    expect(held(places)).toEqual(names);
    const now = readFileSync(path.join(places.data, "ledger.db"));
    // The head tells how the log is kept; everything else is untouched.
    expect(now.subarray(100)).toEqual(before.subarray(100));
    await expectWhole(places, "migrated");
  },
);

test("MG3: while another program reads the file, nothing is done", async () => {
  const places = await left(name);
  const reader = new DatabaseSync(path.join(places.data, "ledger.db"));
  reader.exec("PRAGMA journal_mode = WAL; BEGIN");
  reader.prepare("SELECT count(*) FROM event").get();
  try {
    await expect(migrate(places, "run")).rejects.toMatchObject({ name: "LedgerHeld" });
  } finally {
    reader.close();
  }
  await expectWhole(places, "migrated");
});

test("while somebody owns the folder it is refused, and told who", async () => {
  const places = await left(name);
  const lock = await acquire(places.data);
  if ("heldBy" in lock) throw new Error("nobody else holds it");
  try {
    for (const how of ["--back", "--drop-old"]) {
      const told = await companyAt(places.workspace, places.data).type("migrate", how);
      expect(told.code).toBe(1);
      expectFourParts(told, {
        what: `process ${process.pid} runs this company`,
        you: "end process",
      });
    }
    await expect(migrate(places, "run")).rejects.toMatchObject({ code: "owned_elsewhere" });
  } finally {
    lock.release();
  }
});

test("a spoilt entry is found before the switch, and the old file stays as it is", async () => {
  const places = await left(name);
  const db = new DatabaseSync(path.join(places.data, "ledger.db"));
  db.exec(
    "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'run', 'ran') AS BLOB) WHERE seq = 200",
  );
  db.close();
  const names = held(places);
  await expect(migrate(places, "run")).rejects.toMatchObject({
    name: "Damaged",
    message: expect.stringContaining("Cannot read event 200"),
  });
  expect(held(places)).toEqual(names);
});

test("a spoilt value is found before the switch", async () => {
  const places = await left(name);
  const db = new DatabaseSync(path.join(places.data, "ledger.db"));
  db.exec(
    "UPDATE value SET bytes = CAST('{}' AS BLOB) WHERE seq = (SELECT max(seq) FROM value WHERE bytes IS NOT NULL)",
  );
  db.close();
  await expect(migrate(places, "run")).rejects.toMatchObject({ name: "Damaged" });
});

test("a file of a newer format is left to the newer Mainstay", async () => {
  const places = await left(name);
  const db = new DatabaseSync(path.join(places.data, "ledger.db"));
  db.exec("PRAGMA user_version = 99");
  db.close();
  await expect(migrate(places, "run")).rejects.toMatchObject({ name: "LedgerNewer" });
});

test("two steps are taken one behind the other, and only the oldest file is kept", async () => {
  const places = await left(name);
  const tables = ["stream", "event", "tile", "value", "lease", "meta", "projection"];
  const toFormat3: Step = {
    ...toFormat2,
    from: 2,
    to: 3,
    adds: [],
    copy(db) {
      for (const table of tables) db.exec(`INSERT INTO fresh.${table} SELECT * FROM main.${table}`);
      return { events: 0, root: new Uint8Array(), subjects: new Set() };
    },
    complete: async () => {},
  };
  const steps = [toFormat2, toFormat3];
  await takeSteps(places.data, { steps, verify: async () => {} });
  const ledger = new DatabaseSync(path.join(places.data, "ledger.db"), { readOnly: true });
  expect(ledger.prepare("PRAGMA user_version").get()).toEqual({ user_version: 3 });
  expect(ledger.prepare("SELECT count(*) AS n FROM event").get()).toEqual({
    n: toldOf(name).events,
  });
  ledger.close();
  expect(held(places)).toContain("keys.db");
  expect(held(places).filter((file) => file.startsWith("ledger"))).toEqual([
    "ledger.db",
    "ledger.format1.db",
  ]);
});
