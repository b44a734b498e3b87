import type { DatabaseSync } from "node:sqlite";
import { keysRemedy } from "../../ledger/seal.ts";
import { Damaged } from "../../ledger/store.ts";
import { explain, Hindered, isSpoilt } from "./failure.ts";
import { type Access, assertDurable } from "./open.ts";

/** The file itself: what makes it one of keys, and what is said where it is none. */
export const keysFile = "keys.db";

const applicationId = 0x4d_53_54_4b;
const formatVersion = 1;

export function create(db: DatabaseSync, id: string): string {
  // In the order of the ledger's own file: the identity stands in the file before WAL is on. EXTRA:
  // the ledger names these keys next, so a power cut must not take them back.
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA synchronous = EXTRA;
    BEGIN IMMEDIATE;
    PRAGMA application_id = ${applicationId};
    CREATE TABLE own (id TEXT NOT NULL) STRICT;
    CREATE TABLE key (
      subject TEXT PRIMARY KEY, seal BLOB, print BLOB, forgotten INTEGER, digest TEXT NOT NULL,
      CHECK ((seal IS NULL) = (forgotten IS NOT NULL)), CHECK ((print IS NULL) = (seal IS NULL))
    ) STRICT, WITHOUT ROWID;
    PRAGMA user_version = ${formatVersion};
  `);
  db.prepare("INSERT INTO own (id) VALUES (?)").run(id);
  db.exec("COMMIT");
  return id;
}

export function recognise(db: DatabaseSync, path: string): string {
  const read = (pragma: string) => db.prepare(`PRAGMA ${pragma}`).get()?.[pragma];
  if (read("application_id") !== applicationId) throw foreign(path);
  const version = read("user_version");
  if (version === formatVersion) {
    const id = db.prepare("SELECT id FROM own").get()?.["id"];
    if (typeof id === "string") return id;
    throw new Damaged(`Cannot open "${path}": it does not say whose it is; ${keysRemedy}`);
  }
  if (typeof version === "number" && version > formatVersion) {
    throw new Hindered(
      "LedgerNewer",
      `Cannot open "${path}": a newer Mainstay wrote it (format ${version}, this one knows ${formatVersion}); update Mainstay`,
    );
  }
  throw new Damaged(`Cannot open "${path}": its format is unknown; ${keysRemedy}`);
}

export function configure(db: DatabaseSync, access: Access): void {
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA temp_store = MEMORY;
  `);
  if (access === "read") db.exec("PRAGMA query_only = ON");
  assertDurable(db);
}

export function foreign(path: string): Damaged {
  return new Damaged(
    `Cannot use "${path}": it holds the keys of another company, or is no file of keys; ${keysRemedy}`,
  );
}

export function lost(folder: string): Damaged {
  return new Damaged(
    `Cannot read what is sealed in "${folder}": "${keysFile}" is lost; ${keysRemedy}`,
  );
}

export function said(error: unknown, act: string, folder: string): unknown {
  if (!isSpoilt(error)) return explain(error, act, folder);
  return new Damaged(`Cannot ${act}: "${keysFile}" in "${folder}" is damaged; ${keysRemedy}`, {
    cause: error,
  });
}
