import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import { keepsKeys } from "../../../test/contracts/keys.ts";
import type { SubjectKey } from "../../ledger/keys.ts";
import { Damaged } from "../../ledger/store.ts";
import { keysBeside, openKeys } from "./keys.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "keys-"));
  folders.push(made);
  return made;
}
const anew = { id: null };
const bytesIn = (at: string) =>
  Buffer.concat(readdirSync(at).map((name) => readFileSync(join(at, name))));
const found = (at: string, key: SubjectKey) =>
  [key.seal, key.print].some((half) =>
    [0, 8, 16].some((from) => bytesIn(at).includes(Buffer.from(half).subarray(from, from + 16))),
  );

keepsKeys(async () => openKeys(folder(), "own", anew));

test("KY2: what was made is there after a restart once it was synced, and only then", async () => {
  const at = folder();
  const keys = openKeys(at, "own", anew);
  const key = keys.make("s1");
  await keys.synced();
  keys.make("s2");
  await keys.close();
  const again = openKeys(at, "own", { id: keys.id });
  expect(again.get("s1")).toEqual(key);
  expect(again.get("s2")).toBeNull();
  await again.close();
});

test("KY2: nothing is written where nothing new was made", async () => {
  const at = folder();
  const keys = openKeys(at, "own", anew);
  keys.make("s1");
  await keys.synced();
  const before = bytesIn(at);
  keys.get("s1");
  await keys.synced();
  expect(bytesIn(at)).toEqual(before);
  await keys.close();
});

test("KY3: of a destroyed key no byte is left in the file, its log or anything beside it", async () => {
  const at = folder();
  const keys = openKeys(at, "own", anew);
  const key = keys.make("s1");
  const others = Array.from({ length: 50 }, (_, i) => keys.make(`other-${i}`));
  await keys.synced();
  expect(found(at, key)).toBe(true);
  await keys.destroy("s1", 7);
  expect(found(at, key)).toBe(false);
  expect(others.every((other) => found(at, other))).toBe(true);
  await keys.close();
  expect(found(at, key)).toBe(false);
  const again = openKeys(at, "own", { id: keys.id });
  expect(again.get("s1")).toBe("destroyed");
  expect(await again.forgotten()).toEqual([{ subject: "s1", at: 7 }]);
  await again.close();
});

test("KF3: a crash before the log was emptied is finished by destroying again", async () => {
  const at = folder();
  const keys = openKeys(at, "own", anew);
  const key = keys.make("s1");
  await keys.synced();
  const reader = new DatabaseSync(join(at, "keys.db"));
  reader.exec("PRAGMA busy_timeout = 0; BEGIN; SELECT * FROM key");
  await expect(keys.destroy("s1", 7)).rejects.toThrow(
    `Cannot destroy a key: another program reads "keys.db" in "${at}"; close it, then try again`,
  );
  expect(keys.get("s1")).toBe("destroyed");
  expect(found(at, key)).toBe(true);
  reader.close();
  await keys.destroy("s1", 9);
  expect(found(at, key)).toBe(false);
  expect(await keys.forgotten()).toEqual([{ subject: "s1", at: 7 }]);
  await keys.close();
});

test("KF1: a ledger that names its keys gets no empty file in their place", async () => {
  const at = folder();
  const meta = new Map<string, string>();
  const store = {
    getMeta: async (key: string) => meta.get(key) ?? null,
    setMeta: async (key: string, value: string) => void meta.set(key, value),
  };
  const keys = await keysBeside(store, at, "own");
  const key = keys.make("s1");
  await keys.close();
  truncateSync(join(at, "keys.db"));
  await expect(keysBeside(store, at, "own")).rejects.toThrow(
    `Cannot read what is sealed in "${at}": "keys.db" is lost; stop, keep this folder, and restore the newest backup, which brings the keys back, with "mainstay restore --aside"`,
  );
  rmSync(join(at, "keys.db"));
  await expect(keysBeside(store, at, "own")).rejects.toThrow(Damaged);
  await expect(keysBeside(store, at, "read")).rejects.toThrow(Damaged);
  const restored = openKeys(at, "own", { id: keys.id, restoring: true });
  restored.adopt("s1", key);
  await restored.synced();
  await restored.close();
  const again = await keysBeside(store, at, "read");
  expect(again.get("s1")).toEqual(key);
  await again.close();
});

test("KF1: the keys of another company, and files that hold none, are refused", async () => {
  const at = folder();
  await openKeys(at, "own", anew).close();
  expect(() => openKeys(at, "own", { id: "another" })).toThrow(
    `Cannot use "${join(at, "keys.db")}": it holds the keys of another company`,
  );
  writeFileSync(
    join(at, "keys.db"),
    "no database, but long enough to be taken for one".repeat(200),
  );
  expect(() => openKeys(at, "own", anew)).toThrow(Damaged);
  rmSync(join(at, "keys.db"));
  const foreign = new DatabaseSync(join(at, "keys.db"));
  foreign.exec("CREATE TABLE t (a)");
  foreign.close();
  expect(() => openKeys(at, "own", anew)).toThrow("or is no file of keys");
});

test("KF2: a spoilt row is Damaged, never used", async () => {
  const at = folder();
  const keys = openKeys(at, "own", anew);
  keys.make("s1");
  await keys.synced();
  await keys.close();
  const db = new DatabaseSync(join(at, "keys.db"));
  db.exec("UPDATE key SET print = seal");
  db.close();
  const again = openKeys(at, "own", { id: keys.id });
  expect(() => again.get("s1")).toThrow('Cannot read the key of subject "s1"');
  await expect(again.all()).rejects.toThrow(Damaged);
  await again.close();
});

test("whoever only reads makes no file, and what he makes stays with him", async () => {
  const at = folder();
  const none = openKeys(at, "read", anew);
  none.make("s1");
  await none.synced();
  await none.close();
  expect(readdirSync(at)).toEqual([]);
  const keys = openKeys(at, "own", anew);
  await keys.close();
  const reader = openKeys(at, "read", { id: keys.id });
  reader.make("s1");
  await reader.synced();
  expect(reader.get("s1")).not.toBeNull();
  await reader.close();
  const again = openKeys(at, "own", { id: keys.id });
  expect(again.get("s1")).toBeNull();
  await again.close();
});
