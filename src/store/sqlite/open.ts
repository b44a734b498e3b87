import { closeSync, existsSync, mkdirSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { remedy } from "../../ledger/codec.ts";
import { Damaged } from "../../ledger/store.ts";
import { explain, explainDamage, Hindered, isFull, isSpoilt } from "./failure.ts";
import { sumsFile } from "./pages/pages.ts";
import { readSums } from "./pages/sums.ts";
import { createTables, formatVersion, isComplete } from "./schema.ts";

/**
 * Opens the ledger's file, or says why not.
 *
 * OD1 A file that is not ours, is damaged or is newer than this program is left as it is.
 * OD2 Acknowledged means synced: WAL, FULL and secure delete are read back, not hoped for.
 * OD3 Where the file is opened by other means than SQLite, `held.ts` closes it: a descriptor closed
 *     at the wrong time would drop the locks that this process holds on the file.
 * OD4 The identity is written before WAL is on, so that the file itself, not its log, tells it.
 * OD5 Blobs are put only beside a ledger: an empty or missing file beside them was lost, and is never
 *     taken for a new one.
 * OD6 A file whose log was being copied back when the process died is whole only together with that
 *     log: nobody calls it damaged before SQLite has read both.
 * OD7 A file without tables, of which something was acknowledged, has lost the log that held them all.
 */
export type Access = "own" | "read";

export const applicationId = 0x4d_53_54_59;
const cacheKb = 16_384;

export function openDatabase(
  folder: string,
  access: Access,
  options: { maxPages?: number } = {},
): DatabaseSync {
  const path = join(folder, "ledger.db");
  const found = identify(folder, path);
  if (found === "none") {
    if (access === "read") {
      throw new Hindered(
        "LedgerMissing",
        `Cannot read the ledger: there is none in "${folder}"; start Mainstay once`,
      );
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    // Made private before SQLite writes into it; its log gets the same rights.
    closeSync(openSync(path, "a", 0o600));
  }
  if (access === "read" && isFull(folder) && !hasLog(path)) return openUnmoved(path, folder);
  // A reader that may write would copy the log back when it closes (PG2).
  const db = new DatabaseSync(path, { timeout: 5000, readOnly: access === "read" });
  try {
    if (access === "own" && isBlank(db)) db.exec(`PRAGMA application_id = ${applicationId}`);
    if (access === "read") db.exec(guards);
    else configure(db, options.maxPages);
    settleVersion(db, access, path);
  } catch (error) {
    db.close();
    throw explain(error, "open the ledger", folder);
  }
  return db;
}

/** Also where a power cut took the identity back, which SQLite notices only when it opens the file (OD4). */
export function isBlank(db: DatabaseSync): boolean {
  const id = db.prepare("PRAGMA application_id").get()?.["application_id"];
  return id === 0 && db.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
}

/** Whether a ledger of ours stands in the folder; throws where something else stands in its place. */
export function hasLedger(folder: string): boolean {
  return identify(folder, join(folder, "ledger.db")) === "ours";
}

/** On a full disk there is no room for a log: what nobody writes is read as it lies. */
function openUnmoved(path: string, folder: string): DatabaseSync {
  const db = new DatabaseSync(unmoved(path), { readOnly: true });
  try {
    db.exec(guards);
    settleVersion(db, "read", path);
  } catch (error) {
    db.close();
    throw explain(error, "open the ledger", folder);
  }
  return db;
}

export function unmoved(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}

export function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

/** Reads the file's identity without writing to it (OD1). */
function identify(folder: string, path: string): "none" | "ours" {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) {
    // SQLite would delete the log of an empty file, and with it what was acknowledged.
    if (hasLog(path)) {
      throw new Damaged(`Cannot open "${path}": it is empty, its log is not; ${remedy}`);
    }
    if (existsSync(join(folder, "blobs")) || existsSync(join(folder, "pages.sum"))) {
      throw new Damaged(
        `Cannot open "${path}": it is lost, what belongs to it is not; ${remedy}, or begin anew in another folder with --data`,
      );
    }
    return "none";
  }
  if (!isOurs(folder, path)) {
    throw new Hindered(
      "LedgerForeign",
      `Cannot open "${path}": it is the database of another program; name another data folder with --data`,
    );
  }
  return "ours";
}

/** OD6. */
function isOurs(folder: string, path: string): boolean {
  try {
    return bearsOurs(unmoved(path));
  } catch (error) {
    if (!hasLog(path)) throw noDatabase(path, error);
  }
  try {
    return bearsOurs(path);
  } catch (error) {
    if (isSpoilt(error)) throw noDatabase(path, error);
    throw explainDamage(error, "open the ledger", folder);
  }
}

/** Our tables under another identity are ours, and damaged. */
function bearsOurs(place: string | URL): boolean {
  const db = new DatabaseSync(place, { readOnly: true });
  try {
    const id = db.prepare("PRAGMA application_id").get()?.["application_id"];
    return id === applicationId || isComplete(db);
  } finally {
    db.close();
  }
}

function noDatabase(path: string, cause: unknown): Damaged {
  return new Damaged(
    `Cannot open "${path}": it is no database, or a damaged one; if it is yours, ${remedy}; if not, name another data folder`,
    { cause },
  );
}

const guards = `
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
  PRAGMA cell_size_check = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -${cacheKb};
`;

/** The log is copied back by `Pages` alone (PG2). */
function configure(db: DatabaseSync, maxPages: number | undefined): void {
  db.exec(`
    PRAGMA secure_delete = ON;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 0;
    ${guards}
  `);
  if (maxPages !== undefined) db.exec(`PRAGMA max_page_count = ${maxPages}`);
  assertDurable(db);
}

/** Some builds silently reopen at NORMAL, which loses acknowledged commits at a power cut. */
export function assertDurable(db: DatabaseSync): void {
  const wanted = { journal_mode: "wal", synchronous: 2, secure_delete: 1 };
  for (const [name, value] of Object.entries(wanted)) {
    const is = db.prepare(`PRAGMA ${name}`).get()?.[name];
    if (is !== value) {
      throw new Error(
        `Cannot trust the ledger's file: ${name} is "${String(is)}", not "${value}"; start with the Node that "npm ci" installs, on a local disk`,
      );
    }
  }
}

/** OD7. */
function assertNothingLost(path: string): void {
  const { seq, meta } = readSums(join(dirname(path), sumsFile))?.acknowledged ?? nothingYet;
  if (seq + meta === 0) return;
  throw new Damaged(
    `Cannot open "${path}": its log is lost, and with it all ${seq} entries that were acknowledged; ${remedy}`,
  );
}

const nothingYet = { seq: 0, meta: 0 };

function settleVersion(db: DatabaseSync, access: Access, path: string): void {
  const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
  if (version === formatVersion) {
    if (isComplete(db)) return;
    throw new Damaged(`Cannot open "${path}": tables are missing or changed; ${remedy}`);
  }
  if (typeof version === "number" && version > formatVersion) {
    throw new Hindered(
      "LedgerNewer",
      `Cannot open "${path}": a newer Mainstay wrote it (format ${version}, this one knows ${formatVersion}); update Mainstay`,
    );
  }
  if (version === 1) {
    throw new Hindered(
      "LedgerOlder",
      `Cannot open "${path}": an older Mainstay wrote it (format ${version}, this one writes ${formatVersion}); run "mainstay migrate --plan" to see what bringing it up to date would do`,
    );
  }
  if (version !== 0) throw new Damaged(`Cannot open "${path}": its format is unknown; ${remedy}`);
  assertNothingLost(path);
  if (access === "read") {
    throw new Hindered(
      "LedgerMissing",
      `Cannot read "${path}": nothing was recorded yet; start Mainstay once`,
    );
  }
  createTables(db);
}
