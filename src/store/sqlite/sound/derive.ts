import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { damaged, mismatches } from "../../../ledger/codec.ts";
import { assertSame, type KeptCheckpoint, rootToCompare } from "../../../ledger/continues.ts";
import type { StoredEvent } from "../../../ledger/store.ts";
import { equal, type Hash, leafOf } from "../../../ledger/tree.ts";
import { TreeEdge } from "../../../ledger/tree-edge.ts";
import { isObject, type JsonObject } from "../../../value/json.ts";
import { Blobs } from "../blobs.ts";
import { EventRows } from "../rows/events.ts";
import { explainDamage } from "../failure.ts";
import { MetaRows } from "../rows/meta.ts";
import { openDatabase } from "../open.ts";
import { syncFolder } from "../pages/sums.ts";
import { Pages, sumsFile } from "../pages/pages.ts";
import { ValueRows } from "../rows/values.ts";
import { hold } from "./held.ts";

/**
 * Writes the ledger's file anew from what proves itself in it.
 *
 * DV1 Taken over are events whose bytes match their leaf, in one row from 1 to the last; their values,
 *     which match the digests that the events name; and the settings, which match theirs. Streams and
 *     tiles follow from the events, projections from a rebuild; leases are given up.
 * DV2 A value that is named and not there was forgotten, where the ledger tells so of its subject.
 *     Any other is missing.
 * DV3 Nothing that was acknowledged may be missing. Where nobody knows what was, the heads of streams
 *     count.
 * DV4 The old file stays in place until the new one is whole and synced. From then on the next owner
 *     finishes what a crash left: the old log goes, the new file takes the place of the old. Before,
 *     what a crash left is nobody's, and removed.
 * DV5 What was signed last stands in the new file as it was signed; else the old one stays.
 */
const making = "deriving";
const made = "derived";
const eventsAtOnce = 1000;

/** What is known of the ledger besides itself. */
export type Known = {
  /** The last event that was acknowledged. */
  acknowledged: number | null;
  signed: KeptCheckpoint | null;
};

export function derive(folder: string, blobs: string, known: Known): void {
  const place = join(folder, making);
  rmSync(place, { recursive: true, force: true });
  try {
    copy(folder, place, new Blobs(blobs), known);
  } catch (error) {
    rmSync(place, { recursive: true, force: true });
    throw explainDamage(error, "derive the ledger anew", folder);
  }
  syncFolder(place);
  renameSync(place, join(folder, made));
  syncFolder(folder);
  finishDerived(folder);
}

/** DV4. For an owner, before it opens anything. */
export function finishDerived(folder: string): void {
  rmSync(join(folder, making), { recursive: true, force: true });
  const place = join(folder, made);
  if (!existsSync(place)) return;
  const file = join(folder, "ledger.db");
  if (existsSync(join(place, "ledger.db"))) {
    for (const beside of ["-wal", "-shm"]) rmSync(`${file}${beside}`, { force: true });
    syncFolder(folder);
    if (existsSync(join(place, sumsFile))) {
      renameSync(join(place, sumsFile), join(folder, sumsFile));
    }
    renameSync(join(place, "ledger.db"), file);
    syncFolder(folder);
  }
  rmSync(place, { recursive: true });
}

function copy(folder: string, place: string, blobs: Blobs, { acknowledged, signed }: Known): void {
  const from = openDatabase(folder, "read");
  try {
    const to = openDatabase(place, "own");
    const held = hold(join(place, "ledger.db"));
    const pages = new Pages(place, to, held.file);
    try {
      const seq = copyEvents(from, to, blobs, pages);
      const least = acknowledged ?? counted(from);
      if (seq < least) throw damaged({ seq: least, stream: "the ledger" }, "it is missing");
      const settings = new MetaRows(to);
      inTransaction(to, () => settings.take(new MetaRows(from)));
      if (signed !== null) assertContinues(folder, to, signed);
      pages.acknowledge({ seq, meta: settings.changes() });
    } finally {
      pages.close();
      held.release();
    }
  } finally {
    from.close();
  }
}

function copyEvents(from: DatabaseSync, to: DatabaseSync, blobs: Blobs, pages: Pages): number {
  const source = new Source(from, blobs);
  const target = new EventRows(to, new ValueRows(to, blobs));
  for (let seq = 1; ; seq += eventsAtOnce) {
    const events = source.read(seq, eventsAtOnce);
    pages.settle();
    inTransaction(to, () => target.append({ events, rows: [], relied: [] }));
    if (events.length < eventsAtOnce) {
      source.end();
      return seq + events.length - 1;
    }
  }
}

/** DV5. */
function assertContinues(folder: string, db: DatabaseSync, signed: KeptCheckpoint): void {
  const found = {
    workspaceId: new MetaRows(db).get("workspace-id"),
    last: Number(db.prepare("SELECT max(seq) AS n FROM event").get()?.["n"] ?? 0),
    rootAt: (size: number) => rootOver(db, size),
  };
  assertSame(folder, signed, rootToCompare(folder, signed, found));
}

function rootOver(db: DatabaseSync, size: number): Hash {
  const edge = new TreeEdge();
  const leaves = db.prepare("SELECT leaf FROM event WHERE seq <= ? ORDER BY seq");
  for (const { leaf } of leaves.iterate(size)) {
    if (leaf instanceof Uint8Array) edge.add(leaf, () => {});
  }
  return edge.root();
}

/** As many as the heads of all streams say. */
function counted(db: DatabaseSync): number {
  return Number(db.prepare("SELECT sum(version) AS n FROM stream").get()?.["n"] ?? 0);
}

function inTransaction(db: DatabaseSync, change: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  change();
  db.exec("COMMIT");
}

/** Reads events by nothing but their own rows. */
class Source {
  readonly #rows;
  readonly #values: ValueRows;
  readonly #forgotten = new Set<unknown>();
  /** The first event of each subject that misses a value. */
  readonly #missing = new Map<unknown, StoredEvent>();

  constructor(db: DatabaseSync, blobs: Blobs) {
    this.#values = new ValueRows(db, blobs);
    this.#rows = db.prepare(
      "SELECT seq, leaf, bytes FROM event WHERE seq >= ? ORDER BY seq LIMIT ?",
    );
  }

  read(from: number, limit: number): StoredEvent[] {
    const rows = this.#rows.all(from, limit);
    const values = this.#values.between(from, from + rows.length - 1);
    return rows.map(({ seq, leaf, bytes }, i) => {
      const place = { seq: from + i, stream: "the ledger" };
      if (seq !== place.seq) throw damaged(place, "it is missing");
      if (!(bytes instanceof Uint8Array) || !(leaf instanceof Uint8Array)) {
        throw damaged(place, "its row is spoilt");
      }
      if (!equal(leafOf(bytes), leaf)) throw damaged(place, "its bytes do not match their hash");
      return this.#event(seq, bytes, values.get(seq) ?? []);
    });
  }

  /** DV2. */
  end(): void {
    for (const [subject, event] of this.#missing) {
      if (!this.#forgotten.has(subject)) throw damaged(event, "a value that it names is missing");
    }
  }

  #event(seq: number, bytes: Uint8Array, values: StoredEvent["values"]): StoredEvent {
    const told = parse(seq, bytes);
    const { stream, version, type, subject } = told;
    if (typeof stream !== "string" || typeof version !== "number") {
      throw damaged({ seq, stream: "the ledger" }, "its bytes tell of no event");
    }
    const event = { seq, stream, version, bytes, values };
    if (mismatches(event).length > 0) {
      throw damaged(event, "one of its values does not match its digest");
    }
    const named = isObject(told["values"]) ? Object.keys(told["values"]).length : 0;
    if (named > values.length && !this.#missing.has(subject)) this.#missing.set(subject, event);
    if (type === "subject.forgetting" || type === "subject.forgotten") this.#forgotten.add(subject);
    return event;
  }
}

function parse(seq: number, bytes: Uint8Array): JsonObject {
  try {
    const told: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (isObject(told)) return told;
  } catch {
    // Told below.
  }
  throw damaged({ seq, stream: "the ledger" }, "its bytes are not JSON");
}
