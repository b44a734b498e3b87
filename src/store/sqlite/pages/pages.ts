import { existsSync, fstatSync, readSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { remedy } from "../../../ledger/codec.ts";
import { Damaged } from "../../../ledger/store.ts";
import { isFullError } from "../failure.ts";
import { Log, pageBytes } from "./log.ts";
import { type Acknowledged, type Kept, PageSums, readSums, writeSums } from "./sums.ts";

/**
 * Keeps the ledger's file provable, page by page.
 *
 * PG1 A page that the log does not hold has the sum that `pages.sum` tells; the log proves the others
 *     by its own checksums.
 * PG2 Nobody but the owner copies pages back from the log, and only after their sums are synced:
 *     SQLite does not do so by itself, readers cannot, and where sums cannot be written the log stays.
 * PG3 What is copied back was read from the log and proved first; a log that is not what SQLite takes
 *     it for stops the process.
 * PG4 The page behind the first gigabyte is nobody's, and has no sum.
 */
export const sumsFile = "pages.sum";

/** More than SQLite's own 1000: hot pages are copied back less often. */
const longLog = 4000;
const bufferPages = 256;
/** SQLite locks by it, and writes nothing there: no log ever holds it (PG4). */
const lockPage = 0x40_00_00_00 / pageBytes + 1;
const looks = 10;

export type Look = {
  kept: Kept | null;
  log: Log;
  /** Pages that are not what they were; null where nothing tells what they were. */
  differing: number | null;
};

/**
 * Compares every page with its sum, also while an owner in another process works. What was copied back
 * meanwhile is looked at again, and nothing else: looking keeps up with whoever writes.
 */
export function look(folder: string, file: number): Look {
  const path = join(folder, sumsFile);
  for (let left = looks, only: readonly number[] | null = null; ; left -= 1) {
    // Before the log and the pages: what is copied back meanwhile moves the generation first.
    const kept = readSettled(path);
    const log = new Log(join(folder, "ledger.db-wal"));
    log.follow();
    if (kept === null) return { kept, log, differing: null };
    const differing: number[] = [...differingIn(file, kept, log, only)];
    const moved = readSums(path)?.generation !== kept.generation;
    if (differing.length === 0 || !moved || left === 0) {
      return { kept, log, differing: differing.length };
    }
    only = differing;
  }
}

/** What an owner writes at this moment may be read in halves; what is spoilt stays so. */
function readSettled(path: string): Kept | null {
  let kept = readSums(path);
  for (let left = looks; left > 0 && existsSync(path) && isTorn(kept); left -= 1) {
    kept = readSums(path);
  }
  return kept;
}

function isTorn(kept: Kept | null): boolean {
  return kept === null || kept.acknowledged === null;
}

/** Page 0 stands for a file that is not as long as it must be. */
function* differingIn(
  file: number,
  { sums, size }: Kept,
  log: Log,
  only: readonly number[] | null,
): Generator<number> {
  const pages = log.frames > 0 ? log.size : size;
  if (log.frames === 0 && fstatSync(file).size !== size * pageBytes) yield 0;
  const found = only === null ? sumsFrom(file, pages) : sumsOf(file, only, pages);
  for (const [page, sum] of found) {
    if (sum !== sums[page - 1] && page !== lockPage && !log.pages.has(page)) yield page;
  }
}

function* sumsOf(
  file: number,
  some: readonly number[],
  pages: number,
): Generator<[number, number]> {
  const room = Buffer.alloc(pageBytes);
  for (const page of some) {
    if (page === 0 || page > pages) continue;
    const length = readSync(file, room, 0, pageBytes, (page - 1) * pageBytes);
    yield [page, length === pageBytes ? crc32(room) : -1];
  }
}

/** Of the pages up to this number; those that are cut off have a sum that is none. */
function* sumsFrom(file: number, pages: number): Generator<[page: number, sum: number]> {
  const room = Buffer.alloc(Math.min(pages, bufferPages) * pageBytes);
  for (let first = 0; first < pages; first += bufferPages) {
    const length = readSync(file, room, 0, room.length, first * pageBytes);
    const last = Math.min(pages, first + bufferPages);
    for (let page = first; page < last; page += 1) {
      const end = (page - first + 1) * pageBytes;
      yield [page + 1, end <= length ? crc32(room.subarray(end - pageBytes, end)) : -1];
    }
  }
}

/** The sums and the log of a ledger that is open to write. */
export class Pages {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #log: Log;
  readonly #sums: PageSums;
  #acknowledged: Acknowledged;
  /** Frames in the log when it was last copied back. */
  #copied = 0;

  /** `file` is the ledger's own, held as long as the connection is open. */
  constructor(folder: string, db: DatabaseSync, file: number) {
    this.#db = db;
    this.#path = join(folder, "ledger.db");
    this.#log = new Log(`${this.#path}-wal`);
    this.#log.follow();
    const path = join(folder, sumsFile);
    const kept = readSums(path) ?? begin(path, file, this.#log);
    this.#acknowledged = kept.acknowledged ?? { seq: 0, meta: 0 };
    this.#sums = new PageSums(path);
    // The next commits would stand before what a power cut tore, and look like damage (LO2).
    if (this.#log.beyond() > 0) this.copyBack("TRUNCATE");
  }

  /** After a commit that was synced. */
  acknowledge(now: Partial<Acknowledged>): void {
    this.#acknowledged = { ...this.#acknowledged, ...now };
    try {
      this.#sums.acknowledge(this.#acknowledged);
    } catch {
      // The commit stands all the same: the mark is one proof less, until the next.
    }
  }

  /** Before a transaction, so that what cannot be copied back does not fail one that was synced. */
  settle(): void {
    this.#log.follow();
    const { frames } = this.#log;
    if (frames < this.#copied) this.#copied = 0;
    if (frames - this.#copied < longLog) return;
    try {
      this.copyBack("PASSIVE");
    } catch (error) {
      if (!isFullError(error)) throw error;
      this.#copied = frames;
    }
  }

  /** PG2, PG3. False where a reader kept the log from being emptied. */
  copyBack(how: "PASSIVE" | "TRUNCATE"): boolean {
    this.#log.follow();
    const { frames, pages, size } = this.#log;
    if (frames > 0) this.#sums.put(pages, size);
    const row = this.#db.prepare("PRAGMA wal_checkpoint(PASSIVE)").get();
    if (Number(row?.["log"]) > frames) {
      throw new Damaged(
        `Cannot go on with "${this.#path}": its log was changed by something else; ${remedy}`,
      );
    }
    this.#copied = frames;
    if (how === "PASSIVE") return true;
    return this.#db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()?.["busy"] === 0;
  }

  close(): void {
    try {
      this.copyBack("PASSIVE");
      this.#db.close();
    } catch {
      // The log stays, and with it what the next start judges.
      this.#leave();
    }
    this.#sums.close();
  }

  /** Closes without copying back, which only the last connection that may write does. */
  #leave(): void {
    const other = new DatabaseSync(this.#path, { readOnly: true });
    try {
      other.prepare("PRAGMA user_version").get();
      this.#db.close();
    } finally {
      other.close();
    }
  }
}

/** For a file that was made a moment ago. */
function begin(path: string, file: number, log: Log): Kept {
  const there = Math.floor(fstatSync(file).size / pageBytes);
  const size = log.frames > 0 ? log.size : there;
  const sums = new Uint32Array(size);
  for (const [page, sum] of sumsFrom(file, Math.min(size, there))) sums[page - 1] = sum;
  for (const [number, sum] of log.pages) sums[number - 1] = sum;
  const kept = { generation: 1, size, sums, acknowledged: { seq: 0, meta: 0 } };
  writeSums(path, kept);
  return kept;
}
