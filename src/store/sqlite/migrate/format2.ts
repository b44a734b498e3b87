import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { damaged } from "../../../ledger/codec.ts";
import { TreeEdge } from "../../../ledger/tree-edge.ts";
import { leafOf } from "../../../ledger/tree.ts";
import { ofBytes } from "../../../value/digest.ts";
import { isObject } from "../../../value/json.ts";
import { keysFile } from "../keys-file.ts";
import { openKeys } from "../keys.ts";
import type { Copied, Step, Work } from "./step.ts";

/**
 * From format 1 (release 0.1.0) to format 2: a tree over the events, and keys to seal content under.
 *
 * F2 Bytes of events and values are copied, never written anew: what stood in plain stays in plain
 *    until it is forgotten. Every subject that exists gets a key whose `print` is the one that was
 *    derived for it before, so that digests made before still compare.
 */
export const toFormat2: Step = {
  from: 1,
  to: 2,
  changes: [
    "A tree over the history, so that any change to it can be proved",
    "Keys to seal what is personal, one per client, in a file of their own",
  ],
  final: [
    "What was recorded before is not sealed afterwards; it is deleted when its client is forgotten",
  ],
  adds: [keysFile],
  tables: [
    `CREATE TABLE stream (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
    last INTEGER NOT NULL) STRICT`,
    `CREATE TABLE event (
    seq INTEGER PRIMARY KEY, stream INTEGER NOT NULL REFERENCES stream (id),
    version INTEGER NOT NULL, previous INTEGER NOT NULL, leaf BLOB NOT NULL,
    bytes BLOB NOT NULL) STRICT`,
    `CREATE TABLE tile (
    level INTEGER NOT NULL, n INTEGER NOT NULL, hash BLOB NOT NULL,
    PRIMARY KEY (level, n)) STRICT, WITHOUT ROWID`,
    `CREATE TABLE value (
    seq INTEGER NOT NULL, name TEXT NOT NULL, bytes BLOB, blob TEXT,
    PRIMARY KEY (seq, name), CHECK ((bytes IS NULL) <> (blob IS NULL))) STRICT, WITHOUT ROWID`,
    `CREATE TABLE lease (
    run TEXT NOT NULL, path TEXT NOT NULL, attempt INTEGER NOT NULL, worker TEXT NOT NULL,
    "expiresAt" INTEGER NOT NULL, PRIMARY KEY (run, path)) STRICT, WITHOUT ROWID`,
    `CREATE TABLE meta (
    key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID`,
    `CREATE TABLE projection (
    name TEXT PRIMARY KEY, declaration TEXT NOT NULL, stale INTEGER NOT NULL) STRICT, WITHOUT ROWID`,
  ],
  copy(db, work) {
    db.exec(
      `INSERT INTO fresh.stream (id, name, version, last) SELECT s.id, s.name, s.version, coalesce(
         (SELECT seq FROM main.event e WHERE e.stream = s.id AND e.version = s.version), 0)
       FROM main.stream s`,
    );
    for (const table of ["value", "lease", "meta", "projection"]) {
      db.exec(`INSERT INTO fresh.${table} SELECT * FROM main.${table}`);
    }
    return copyEvents(db, work);
  },
  async complete(aside, { subjects }) {
    const keys = openKeys(aside, "own", { id: null });
    const db = new DatabaseSync(join(aside, "ledger.db"));
    try {
      const key = db.prepare("SELECT value FROM meta WHERE key = 'workspace-key'").get();
      const workspaceKey = Buffer.from(String(key?.["value"] ?? ""), "hex");
      for (const subject of subjects) {
        const print = createHmac("sha256", workspaceKey).update(`subject ${subject}`).digest();
        keys.adopt(subject, { seal: randomBytes(32), print });
      }
      await keys.synced();
      db.prepare("INSERT INTO meta (key, value) VALUES ('keys-id', ?)").run(keys.id);
    } finally {
      db.close();
      await keys.close();
    }
  },
};

const told = 5_000;

function copyEvents(db: DatabaseSync, work: Work): Copied {
  const add = db.prepare(
    "INSERT INTO fresh.event (seq, stream, version, previous, leaf, bytes) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const tile = db.prepare("INSERT INTO fresh.tile (level, n, hash) VALUES (?, ?, ?)");
  const tree = new TreeEdge();
  const subjects = new Set<string>();
  const lasts = new Map<unknown, number>();
  const rows = db
    .prepare(
      `SELECT e.seq, s.name, e.stream, e.version, e.bytes, e.digest
       FROM main.event e JOIN main.stream s ON s.id = e.stream ORDER BY e.seq`,
    )
    .iterate();
  let events = 0;
  for (const { seq, name, stream, version, bytes, digest } of rows) {
    const place = { seq: events + 1, stream: String(name) };
    if (seq !== events + 1) throw damaged(place, "it is missing");
    if (
      !(bytes instanceof Uint8Array) ||
      ofBytes(bytes) !== digest ||
      stream === undefined ||
      version === undefined
    ) {
      throw damaged(place, "its bytes do not match their digest");
    }
    const leaf = leafOf(bytes);
    add.run(seq, stream, version, lasts.get(stream) ?? 0, leaf, bytes);
    lasts.set(stream, seq);
    tree.add(leaf, (level, n, hash) => tile.run(level, n, hash));
    noteSubjects(subjects, bytes);
    events += 1;
    if (events % told === 0) work.progress(events);
  }
  return { events, root: tree.root(), subjects };
}

/** Whoever content may have been fingerprinted for: named by the event, by its data or its stream. */
function noteSubjects(subjects: Set<string>, bytes: Uint8Array): void {
  const event: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (!isObject(event)) return;
  const { subject, data, stream } = event;
  const named = isObject(data) ? [subject, data["subject"], data["into"]] : [subject];
  for (const id of named) if (typeof id === "string" && id !== "") subjects.add(id);
  if (typeof stream === "string" && stream.startsWith("subject/")) {
    subjects.add(stream.slice("subject/".length));
  }
}
