import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { explain, Hindered } from "../failure.ts";
import { applicationId } from "../open.ts";
import { sumsFile } from "../pages/pages.ts";
import { sync } from "./durable.ts";
import { keptPath } from "./kept.ts";
import { openAlone, standingOf } from "./old-file.ts";
import type { Copied, Step } from "./step.ts";

/**
 * Brings a ledger's file to a newer format, for who holds the workspace's lock.
 *
 * MG1 The old file is never changed but for its log, which is folded back. The new one is written in
 *     the folder `migrating/`, verified there, and takes the old one's name in one rename: whenever
 *     the process dies, `ledger.db` is wholly the one or wholly the other.
 * MG2 What an interrupted migration left aside is nobody's: the next one starts over.
 * MG3 Nobody else uses the file meanwhile: the old one is locked from the first byte read to the
 *     rename.
 * MG4 The old file stays under the name of its format until it is dropped.
 * MG5 Files that the new format adds are put in place before the rename: the old format does not know
 *     them. The sums of its pages follow: without them the new file is proved anew, by its events.
 */
export type MigrateOptions = {
  steps: readonly Step[];
  /** Judges the new file in its folder before it counts; throws where anything is amiss. */
  verify: (aside: string, copied: Copied) => Promise<void>;
  progress?: (doing: "copying" | "verifying", done: number, total: number) => void;
  /** Told where it stands: tests end it there. */
  at?: (point: Point) => void;
  /** A quota for the new file, which is how a full disk is rehearsed. */
  maxPages?: number;
};

export const points = [
  "begun",
  "made",
  "copying",
  "copied",
  "completed",
  "verified",
  "synced",
  "kept",
  "added",
  "switched",
] as const;
export type Point = (typeof points)[number];

const asideOf = (folder: string): string => join(folder, "migrating");

export async function migrate(folder: string, options: MigrateOptions): Promise<Copied> {
  const { steps, at = () => {} } = options;
  const [first] = steps;
  if (first === undefined) throw new Error("Cannot migrate: there is no step to take");
  const aside = asideOf(folder);
  try {
    clearAside(folder);
    const { events } = standingOf(folder);
    const old = openAlone(join(folder, "ledger.db"), folder);
    try {
      // They speak of pages that the log may just have changed.
      rmSync(join(folder, sumsFile), { force: true });
      mkdirSync(aside, { mode: 0o700 });
      at("begun");
      let copied = await take(first, old, aside, options, events);
      for (const step of steps.slice(1)) copied = await takeNext(step, aside, options, events);
      options.progress?.("verifying", 0, copied.events);
      await options.verify(aside, copied);
      at("verified");
      switchOver(folder, aside, steps, at);
      return copied;
    } finally {
      old.close();
    }
  } catch (error) {
    clearAside(folder);
    throw explain(error, "migrate", folder);
  }
}

/** Ends what a crash left behind the switch, or throws away what it left before. */
export function clearAside(folder: string): void {
  const aside = asideOf(folder);
  if (existsSync(aside) && !existsSync(join(aside, "ledger.db"))) {
    for (const name of readdirSync(aside)) {
      if (name === sumsFile) renameSync(join(aside, name), join(folder, name));
    }
    sync(folder);
  }
  rmSync(aside, { recursive: true, force: true });
}

async function takeNext(
  step: Step,
  aside: string,
  options: MigrateOptions,
  events: number,
): Promise<Copied> {
  const before = join(aside, `ledger.format${step.from}.db`);
  renameSync(join(aside, "ledger.db"), before);
  const old = openAlone(before, aside);
  try {
    return await take(step, old, aside, options, events);
  } finally {
    old.close();
    rmSync(before);
  }
}

/** The file of the next format beside the old one, which is locked as long as its connection lives. */
async function take(
  step: Step,
  old: DatabaseSync,
  aside: string,
  { at = () => {}, progress, maxPages }: MigrateOptions,
  total: number,
): Promise<Copied> {
  const path = join(aside, "ledger.db");
  make(path, step, declaredIn(old));
  at("made");
  old.prepare("ATTACH ? AS fresh").run(path);
  // Whatever ends the process before the rename throws this file away: no log, no sync until then.
  old.exec("PRAGMA fresh.journal_mode = OFF; PRAGMA fresh.synchronous = OFF");
  if (maxPages !== undefined) old.exec(`PRAGMA fresh.max_page_count = ${maxPages}`);
  old.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  const copied = step.copy(old, {
    progress(done) {
      at("copying");
      progress?.("copying", done, total);
    },
  });
  copyDeclared(old);
  at("copying");
  // With its locking mode the connection keeps the lock of the old file behind the commit.
  old.exec(`PRAGMA fresh.user_version = ${step.to}; COMMIT; DETACH fresh`);
  at("copied");
  await step.complete(aside, copied);
  at("completed");
  return copied;
}

/** Tables of projections are taken over as they are: who opens them judges their declarations. */
function declaredIn(old: DatabaseSync): readonly string[] {
  return old
    .prepare("SELECT sql FROM sqlite_schema WHERE tbl_name LIKE 'p\\_%' ESCAPE '\\' AND sql <> ''")
    .all()
    .map(({ sql }) => String(sql));
}

function copyDeclared(db: DatabaseSync): void {
  const names = db
    .prepare(
      "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name LIKE 'p\\_%' ESCAPE '\\'",
    )
    .all();
  for (const { name } of names) {
    const quoted = `"${String(name).replaceAll('"', '""')}"`;
    db.exec(`INSERT INTO fresh.${quoted} SELECT * FROM main.${quoted}`);
  }
}

function make(path: string, step: Step, declared: readonly string[]): void {
  const db = new DatabaseSync(path);
  try {
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA secure_delete = ON; BEGIN IMMEDIATE`);
    for (const statement of [...step.tables, ...declared]) db.exec(statement);
    db.exec("COMMIT");
  } finally {
    db.close();
  }
}

/** MG1, MG4, MG5. */
function switchOver(
  folder: string,
  aside: string,
  steps: readonly Step[],
  at: (point: Point) => void,
): void {
  for (const name of readdirSync(aside)) {
    if (/-(?:wal|shm|journal)$/.test(name)) {
      throw new Hindered(
        "LedgerHeld",
        `Cannot migrate: another program reads "${join(aside, name)}"; close it, then try again`,
      );
    }
    sync(join(aside, name));
  }
  sync(aside);
  at("synced");
  keep(join(folder, "ledger.db"), keptPath(folder, steps[0]?.from ?? 0));
  sync(folder);
  at("kept");
  for (const name of steps.flatMap(({ adds }) => adds)) {
    // A log of a file that was there before would be taken for one of the new file.
    for (const tail of ["-wal", "-shm"]) rmSync(join(folder, name + tail), { force: true });
    renameSync(join(aside, name), join(folder, name));
  }
  sync(folder);
  at("added");
  renameSync(join(aside, "ledger.db"), join(folder, "ledger.db"));
  sync(folder);
  at("switched");
  clearAside(folder);
}

/** A second name for the same file: there is no moment without a ledger. */
function keep(ledger: string, kept: string): void {
  const there = statSync(kept, { throwIfNoEntry: false });
  if (there !== undefined && there.ino !== statSync(ledger).ino) {
    throw new Hindered(
      "LedgerHeld",
      `Cannot migrate: "${kept}" is there from an earlier time; run "mainstay migrate --drop-old" if it is not needed any more`,
    );
  }
  if (there === undefined) linkSync(ledger, kept);
}
