import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { remedy } from "../../../ledger/codec.ts";
import type { KeptCheckpoint } from "../../../ledger/continues.ts";
import { Damaged } from "../../../ledger/store.ts";
import { explain, explainDamage, Hindered } from "../failure.ts";
import { MetaRows } from "../rows/meta.ts";
import { type Access, hasLedger, hasLog, openDatabase, unmoved } from "../open.ts";
import type { Log } from "../pages/log.ts";
import { type Acknowledged, PageSums } from "../pages/sums.ts";
import { type Look, look, Pages, sumsFile } from "../pages/pages.ts";
import { formatVersion, isComplete } from "../schema.ts";
import { derive, finishDerived } from "./derive.ts";
import { hold } from "./held.ts";

/**
 * Opens the ledger's file once it is known to be what was written, before anything of it is served.
 *
 * SN1 Every page is compared with its sum, and what was acknowledged must be there: a log that ends
 *     earlier was damaged, it was not merely torn (PS2, LO2).
 * SN2 Pages that differ, or sums that are missing or spoilt, prove nothing about what differs: another
 *     program may have copied the log back. The owner derives the file anew from the events, which
 *     prove themselves; where they do not, or something of them is missing, that is Damaged, and the
 *     folder is left as it is. A reader changes nothing, and refuses.
 * SN3 A file that this process has open already was compared when it was opened first.
 * SN4 A file that no owner opened yet has neither sums nor proven settings: who made it, proved it.
 */
export type SoundOptions = {
  maxPages?: number;
  /** Where the blobs are, for a file that is derived anew. */
  blobs?: string;
  /** A file is derived anew only where it goes on from this (DV5). */
  signed?: KeptCheckpoint | null;
  /** The file was derived anew from the history. */
  onDerived?: () => void;
};

export type Sound = {
  db: DatabaseSync;
  /** Null for a reader. */
  pages: Pages | null;
  /** Pages that are not what was written, as they lie there now. */
  differing(): number;
  close(): void;
};

export function openSound(folder: string, access: Access, options: SoundOptions): Sound {
  try {
    prove(folder, access, options);
  } catch (error) {
    throw explain(error, "open the ledger", folder);
  }
  const db = openDatabase(folder, access, options);
  const held = hold(join(folder, "ledger.db"));
  try {
    const pages = access === "own" ? new Pages(folder, db, held.file) : null;
    return {
      db,
      pages,
      differing: () => look(folder, held.file).differing ?? 0,
      close() {
        if (pages === null) db.close();
        else pages.close();
        held.release();
      },
    };
  } catch (error) {
    db.close();
    held.release();
    throw explain(error, "open the ledger", folder);
  }
}

/** Resolves what a crash, another program or a bad disk left, or throws (SN1, SN2). */
function prove(folder: string, access: Access, options: SoundOptions): void {
  if (access === "own") finishDerived(folder);
  if (!hasLedger(folder)) return;
  const found = judge(folder, access);
  if (found === "as written") return;
  const { acknowledged } = found;
  const { blobs = folder, signed = null } = options;
  derive(folder, blobs, { acknowledged, signed });
  options.onDerived?.();
}

/** For an owner, what is known of a file that must be derived anew. */
function judge(folder: string, access: Access): "as written" | { acknowledged: number | null } {
  const path = join(folder, "ledger.db");
  const held = hold(path);
  try {
    if (held.again) return "as written";
    const seen = look(folder, held.file);
    const is = standing(folder);
    const told = seen.kept?.acknowledged ?? null;
    if (seen.kept === null && is.meta === 0) return "as written";
    if (is.version !== formatVersion) {
      // Another version's: whoever opens it says so.
      if (!is.complete || seen.kept === null || seen.differing === 0) return "as written";
      throw new Damaged(
        `Cannot open "${path}": it is damaged, or another Mainstay changed it; ${remedy}, or update Mainstay`,
      );
    }
    whole(path, seen, is, told);
    if (seen.differing === 0 && told !== null) {
      // PS1: from now on anybody may copy this log back.
      if (access === "own" && seen.log.frames > 0) cover(folder, seen.log);
      return "as written";
    }
    if (access === "own") return { acknowledged: told?.seq ?? null };
    throw new Hindered(
      "LedgerChanged",
      `Cannot read the ledger in "${folder}": its file is not as Mainstay left it; run "mainstay rebuild", which looks through the history and derives everything else anew`,
    );
  } finally {
    held.release();
  }
}

function whole(path: string, seen: Look, is: Acknowledged, told: Acknowledged | null): void {
  if (told !== null && is.seq < told.seq) {
    const first = is.seq + 1;
    const which = first === told.seq ? `event ${first} is` : `events ${first} to ${told.seq} are`;
    throw new Damaged(
      `Cannot open "${path}": it is damaged, ${which} missing, which were acknowledged; ${remedy}`,
    );
  }
  if (told !== null && is.meta < told.meta) {
    throw new Damaged(
      `Cannot open "${path}": it is damaged, its settings are older than what was acknowledged; ${remedy}`,
    );
  }
  if (seen.log.beyond() > 1) {
    throw new Damaged(
      `Cannot open "${path}": its log "${path}-wal" is damaged before its end; ${remedy}`,
    );
  }
}

function cover(folder: string, { pages, size }: Log): void {
  const sums = new PageSums(join(folder, sumsFile));
  sums.put(pages, size);
  sums.close();
}

type Standing = Acknowledged & { version: unknown; complete: boolean };

/** How far the ledger goes, as SQLite reads file and log, without touching either. */
function standing(folder: string): Standing {
  try {
    const path = join(folder, "ledger.db");
    const place = hasLog(path) ? path : unmoved(path);
    const db = new DatabaseSync(place, { timeout: 5000, readOnly: true });
    try {
      const version = db.prepare("PRAGMA user_version").get()?.["user_version"];
      const complete = isComplete(db);
      if (!complete) return { version, complete, seq: 0, meta: 0 };
      const seq = Number(db.prepare("SELECT max(seq) AS n FROM event").get()?.["n"] ?? 0);
      return { version, complete, seq, meta: new MetaRows(db).changes() };
    } finally {
      db.close();
    }
  } catch (error) {
    throw explainDamage(error, "open the ledger", folder);
  }
}
