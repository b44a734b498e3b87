import { randomBytes, randomUUID } from "node:crypto";
import { closeSync, openSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { EventStore } from "../../ledger/store.ts";
import { isFull } from "./failure.ts";
import { type Access, hasLog, isBlank, unmoved } from "./open.ts";
import { type FileKeys, SqliteKeys } from "./sqlite-keys.ts";
import { configure, create, foreign, keysFile, lost, recognise, said } from "./keys-file.ts";

/**
 * Keys in a file of their own, `keys.db`, that is backed up apart from the ledger.
 *
 * KF1 The file and the ledger name the same id. A ledger that names one never gets an empty file in
 *     the place of a lost one (KY4); a restore makes it anew under that id.
 * KF2 Every row carries a digest of itself: a spoilt key is Damaged, never used.
 * KF3 A destroyed key is overwritten in its page and, by emptying the log, in the log too; what was
 *     read of it before is dropped. Doing so again is how a crash in between is finished.
 * KF4 Lookups are lazy; what is remembered of them is bounded.
 */
export type KeysOptions = {
  /** The id that the ledger names, or null where it names none yet. */
  id: string | null;
  /** Makes a missing file under that id: only for a restore, which fills it. */
  restoring?: boolean;
  /** 64 bytes of chance for each key. */
  random?: () => Uint8Array;
};

const idMeta = "keys-id";

/** The keys of the ledger that stands in the same folder; the first owner makes them. */
export async function keysBeside(
  store: Pick<EventStore, "getMeta" | "setMeta">,
  folder: string,
  access: Access,
): Promise<FileKeys> {
  const id = await store.getMeta(idMeta);
  const keys = openKeys(folder, access, { id });
  // Before anything is sealed: a crash in between leaves an empty file that the next start takes.
  if (id === null && access === "own") await store.setMeta(idMeta, keys.id);
  return keys;
}

export function openKeys(folder: string, access: Access, options: KeysOptions): FileKeys {
  const path = join(folder, keysFile);
  const isThere = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const random = options.random ?? (() => randomBytes(64));
  if (!isThere && options.id !== null && options.restoring !== true) {
    throw lost(folder);
  }
  const where = isThere || access === "own" ? place(folder, path, access) : ":memory:";
  try {
    if (!isThere && access === "own") closeSync(openSync(path, "a", 0o600));
    const db = new DatabaseSync(where, { timeout: 1000, readOnly: where instanceof URL });
    try {
      const blank = !isThere || (access === "own" && isBlank(db));
      if (blank && isThere && options.id !== null && options.restoring !== true) throw lost(folder);
      const id = blank ? create(db, options.id ?? randomUUID()) : recognise(db, path);
      if (options.id !== null && options.id !== id) throw foreign(path);
      if (where === path) configure(db, access);
      return new SqliteKeys(db, id, folder, access, random);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw said(error, "open the keys", folder);
  }
}

/** On a full disk there is no room for a log: what nobody writes is read as it lies. */
function place(folder: string, path: string, access: Access): string | URL {
  return access === "read" && isFull(folder) && !hasLog(path) ? unmoved(path) : path;
}
