import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explain } from "../failure.ts";
import { sumsFile } from "../pages/pages.ts";
import { sync } from "./durable.ts";
import { type Kept, keptIn } from "./kept.ts";
import { lastSeq, openAlone, standingOf } from "./old-file.ts";
import { stepsBetween } from "./steps.ts";

/** Why there is no way back, or the file that it leads to. */
export type WayBack =
  | { ok: true; kept: Kept }
  | { ok: false; reason: "none" }
  | { ok: false; reason: "recorded"; kept: Kept; events: number };

/**
 * Back to the newest kept file, for who holds the workspace's lock: only while it holds everything
 * that was ever recorded. It takes its old name in one rename, so a crash leaves the one or the other.
 */
export function goBack(folder: string): WayBack {
  const [kept] = keptIn(folder);
  if (kept === undefined) return { ok: false, reason: "none" };
  const path = join(folder, "ledger.db");
  try {
    const events = eventsIn(path) - eventsIn(kept.path);
    if (events !== 0) return { ok: false, reason: "recorded", kept, events };
    const { format } = standingOf(folder);
    const ledger = openAlone(path, folder);
    try {
      // Locked until the rename: nobody reads in between.
      ledger.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
      // They speak of the newer file.
      rmSync(join(folder, sumsFile), { force: true });
      renameSync(kept.path, path);
      sync(folder);
      for (const { adds } of stepsBetween(kept.format, format) ?? []) {
        for (const name of adds) {
          for (const tail of ["", "-wal", "-shm"])
            rmSync(join(folder, name + tail), { force: true });
        }
      }
      return { ok: true, kept };
    } finally {
      ledger.close();
    }
  } catch (error) {
    throw explain(error, "go back", folder);
  }
}

function eventsIn(path: string): number {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    return lastSeq(db);
  } finally {
    db.close();
  }
}
