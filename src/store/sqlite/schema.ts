import type { DatabaseSync } from "node:sqlite";

/** The fixed tables; those of projections are declared elsewhere and named `p_…`. */
export const formatVersion = 2;

const tables = {
  stream: `CREATE TABLE stream (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    last INTEGER NOT NULL) STRICT`,
  // The events of a stream are a chain, from its last one back to 0: an index would be written in as
  // many places as there are streams in a batch. The leaf stands before the bytes: whoever reads only
  // hashes does not walk through long events.
  event: `CREATE TABLE event (
    seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES stream (id),
    version INTEGER NOT NULL, previous INTEGER NOT NULL, leaf BLOB NOT NULL,
    bytes BLOB NOT NULL) STRICT`,
  // Roots of 256^level events each; see TR3.
  tile: `CREATE TABLE tile (
    level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID`,
  // Small values hold their bytes, large ones the digest that names their file.
  value: `CREATE TABLE value (
    seq INTEGER NOT NULL, name TEXT NOT NULL, bytes BLOB, blob TEXT,
    PRIMARY KEY (seq, name), CHECK ((bytes IS NULL) <> (blob IS NULL))) STRICT, WITHOUT ROWID`,
  lease: `CREATE TABLE lease (
    run TEXT NOT NULL, path TEXT NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL,
    "expiresAt" INTEGER NOT NULL, PRIMARY KEY (run, path)) STRICT, WITHOUT ROWID`,
  meta: `CREATE TABLE meta (
    key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
  projection: `CREATE TABLE projection (
    name TEXT PRIMARY KEY, declaration TEXT NOT NULL, stale INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
};

/** In one transaction with the version: a crash leaves all of them or none. */
export function createTables(db: DatabaseSync): void {
  db.exec(
    `BEGIN IMMEDIATE; ${Object.values(tables).join(";")}; PRAGMA user_version = ${formatVersion}; COMMIT`,
  );
}

/** Whether the file holds these tables exactly as they were made. */
export function isComplete(db: DatabaseSync): boolean {
  const rows = db.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
  const made = new Map(rows.map((row) => [row["name"], row["sql"]]));
  return Object.entries(tables).every(([name, sql]) => made.get(name) === sql);
}
