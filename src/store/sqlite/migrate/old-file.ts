import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { remedy } from "../../../ledger/codec.ts";
import { Damaged } from "../../../ledger/store.ts";
import { explain, Hindered, isBusy } from "../failure.ts";
import { hasLedger } from "../open.ts";

/** What the ledger's file says of itself, read without changing it. */
export type Standing = { format: number; events: number; bytes: number };

export function standingOf(folder: string): Standing {
  const path = join(folder, "ledger.db");
  if (!hasLedger(folder)) {
    throw new Hindered(
      "LedgerMissing",
      `Cannot read the ledger: there is none in "${folder}"; name the data folder with --data`,
    );
  }
  const db = new DatabaseSync(path, { readOnly: true, timeout: 5000 });
  try {
    const format = formatOf(db, path);
    const events = format === 0 ? 0 : lastSeq(db);
    return { format, events, bytes: sizeOf(path) + sizeOf(`${path}-wal`) };
  } catch (error) {
    throw explain(error, "read the ledger", folder);
  } finally {
    db.close();
  }
}

/**
 * The file as the only one that uses it. Its log is folded back and gone, so that the file alone is
 * everything, and can be kept under another name.
 */
export function openAlone(path: string, folder: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: 2000 });
  try {
    db.exec(`
      PRAGMA secure_delete = ON;
      PRAGMA synchronous = EXTRA;
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
      PRAGMA temp_store = MEMORY;
    `);
    const mode = db.prepare("PRAGMA journal_mode = DELETE").get()?.["journal_mode"];
    if (mode !== "delete") throw held(folder);
    return db;
  } catch (error) {
    db.close();
    throw isBusy(error) ? held(folder, error) : explain(error, "open the ledger", folder);
  }
}

export function lastSeq(db: DatabaseSync): number {
  return Number(db.prepare("SELECT max(seq) AS seq FROM event").get()?.["seq"] ?? 0);
}

function formatOf(db: DatabaseSync, path: string): number {
  const format = db.prepare("PRAGMA user_version").get()?.["user_version"];
  if (typeof format === "number" && format >= 0) return format;
  throw new Damaged(`Cannot read "${path}": its format is unknown; ${remedy}`);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function held(folder: string, cause?: unknown): Hindered {
  return new Hindered(
    "LedgerHeld",
    `Cannot migrate: another program reads the ledger in "${folder}"; close it, then try again`,
    cause,
  );
}
