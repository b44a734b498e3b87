import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explain, Hindered, isBusy, isSpoilt } from "./failure.ts";
import { errorCode } from "../../value/error-code.ts";

/**
 * One process owns a data folder: it holds an exclusive transaction on `owner.db`.
 *
 * OL1 The operating system holds the lock for the process: it stands while the process is stopped,
 *     and falls with it, however it ends. Nothing stale is left to clean up.
 * OL2 `owner.json` only tells whom to look for. It is believed while the lock is held, never else.
 * OL3 `owner.db` is opened by SQLite alone: closing another descriptor of it would drop the lock.
 */
export type OwnerLock = { release(): void };
export type HeldBy = { heldBy: { pid: number } | null };

export async function acquire(folder: string): Promise<OwnerLock | HeldBy> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const info = join(folder, "owner.json");
  const db = opened(folder);
  try {
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if (isBusy(error)) return { heldBy: holder(info) };
    if (!isSpoilt(error)) throw explain(error, `write in "${folder}"`, folder);
    throw new Hindered(
      "LockForeign",
      `Cannot open "${folder}": "owner.db" in it is not a lock of Mainstay; remove that file, then try again`,
      error,
    );
  }
  try {
    writePrivately(info, JSON.stringify({ pid: process.pid }));
  } catch (error) {
    db.close();
    throw explain(error, `write in "${folder}"`, folder);
  }
  return {
    release() {
      if (!db.isOpen) return;
      rmSync(info, { force: true });
      db.close();
    },
  };
}

function opened(folder: string): DatabaseSync {
  try {
    return new DatabaseSync(join(folder, "owner.db"), { timeout: 0 });
  } catch (error) {
    throw explain(error, `write in "${folder}"`, folder);
  }
}

/** Null where the holder has not yet said, or has just gone, or is none of ours. */
function holder(info: string): { pid: number } | null {
  try {
    const { pid } = JSON.parse(readFileSync(info, "utf8"));
    return Number.isSafeInteger(pid) && lives(pid) ? { pid } : null;
  } catch {
    return null;
  }
}

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It is there, and somebody else's.
    return errorCode(error) === "EPERM";
  }
}

function writePrivately(path: string, text: string): void {
  const file = openSync(path, "w", 0o600);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}
