import { statfsSync } from "node:fs";
import { Damaged } from "../../ledger/store.ts";
import { remedy } from "../../ledger/codec.ts";
import { errorCode } from "../../value/error-code.ts";

/** Result codes of SQLite that we tell apart. */
const code = { busy: 5, io: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 };

/** Less than this, and SQLite finds no room for its log and the log's index. */
const leastRoomBytes = 64 * 1024;

/** What keeps the ledger's file from being used although nothing in it is damaged. */
export type Hindrance =
  | "DiskFull"
  | "DiskFailing"
  | "LedgerHeld"
  | "LedgerForeign"
  | "LedgerNewer"
  | "LedgerOlder"
  | "LedgerChanged"
  | "LedgerMissing"
  | "LockForeign";

/** The name tells surfaces what it means, also behind the socket; the message names the remedy. */
export class Hindered extends Error {
  override readonly name: Hindrance;
  constructor(name: Hindrance, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** The primary result code of an SQLite error, or null where it is none. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error)) return null;
  return typeof error.errcode === "number" ? error.errcode & 0xff : null;
}

/** The disk, or the quota on it, has no room. */
export function isFullError(error: unknown): boolean {
  const system = errorCode(error);
  return system === "ENOSPC" || system === "EDQUOT" || sqliteCode(error) === code.full;
}

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === code.busy;
}

/** The file is none of SQLite's, or spoilt. */
export function isSpoilt(error: unknown): boolean {
  const found = sqliteCode(error);
  return found === code.corrupt || found === code.notADatabase;
}

/** What the disk or the file says, in words that name the remedy; anything else unchanged. */
export function explain(error: unknown, act: string, folder: string): unknown {
  const system = errorCode(error);
  if (isFullError(error)) return full(error, act, folder);
  // A number that was never written: we write safe integers only.
  if (system === "ERR_OUT_OF_RANGE" || isSpoilt(error)) return spoilt(error, act, folder);
  switch (sqliteCode(error)) {
    case code.io:
    case code.cantOpen:
      // Where the log's index cannot grow, SQLite tells of the disk, not of its being full.
      if (isFull(folder)) return full(error, act, folder);
      return new Hindered(
        "DiskFailing",
        `Cannot ${act}: the disk that holds "${folder}" reports an error; look after the disk, then start again, nothing acknowledged was lost`,
        error,
      );
    case code.busy:
      return new Hindered(
        "LedgerHeld",
        `Cannot ${act}: another program holds the ledger in "${folder}"; close it, then try again`,
        error,
      );
    default:
      return error;
  }
}

/** The same while a file is read that may be spoilt: what SQLite or we cannot make sense of is damage. */
export function explainDamage(error: unknown, act: string, folder: string): unknown {
  const known = explain(error, act, folder);
  if (known instanceof Damaged || known instanceof Hindered) return known;
  return /^E[A-Z]+$/.test(errorCode(error)) ? error : spoilt(error, act, folder);
}

/** True where the disk has no room left for us; false where nobody can tell. */
export function isFull(folder: string): boolean {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    return blocks > 0 && bavail * bsize < leastRoomBytes;
  } catch {
    return false;
  }
}

function full(error: unknown, act: string, folder: string): Error {
  return new Hindered(
    "DiskFull",
    `Cannot ${act}: the disk is full; free space on the disk that holds "${folder}", then start again, nothing was lost`,
    error,
  );
}

function spoilt(error: unknown, act: string, folder: string): Damaged {
  return new Damaged(`Cannot ${act}: the ledger in "${folder}" is damaged; ${remedy}`, {
    cause: error,
  });
}
