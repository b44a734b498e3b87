import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { damaged, timeOf } from "../../../ledger/codec.ts";
import {
  type OutlinedEvent,
  StaleBatch,
  type StoredBatch,
  type StoredEvent,
} from "../../../ledger/store.ts";
import { equal, type Hash, leafOf } from "../../../ledger/tree.ts";
import { Tiles } from "./tiles.ts";
import type { ValueRows } from "./values.ts";

/** `last` is the `seq` of the stream's newest event; 0 before there is one. */
type Head = { id: number; version: number; last: number };
type EventRow = Record<string, SQLOutputValue>;

/** Enough for the streams in work; past it the cache starts afresh. */
const cachedHeads = 20_000;

/** The rows of events and streams. Every read checks leaf hash, order and completeness (SP4). */
export class EventRows {
  readonly #db: DatabaseSync;
  readonly #heads = new Map<string, Head>();
  readonly #sql;
  readonly #values: ValueRows;
  readonly #tiles: Tiles;
  #last = -1;

  constructor(db: DatabaseSync, values: ValueRows) {
    this.#db = db;
    this.#values = values;
    this.#tiles = new Tiles(db);
    const rows = `SELECT e.seq, s.name, e.version, e.previous, e.leaf, e.bytes FROM event e LEFT JOIN stream s ON s.id = e.stream`;
    this.#sql = {
      last: db.prepare("SELECT max(seq) AS seq FROM event"),
      head: db.prepare("SELECT id, version, last FROM stream WHERE name = ?"),
      begin: db.prepare(
        "INSERT INTO stream (name, version, last) VALUES (?, 0, 0) ON CONFLICT DO NOTHING",
      ),
      move: db.prepare("UPDATE stream SET version = ?, last = ? WHERE id = ? AND version = ?"),
      add: db.prepare(
        "INSERT INTO event (seq, stream, version, previous, leaf, bytes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      ),
      page: db.prepare(`${rows} WHERE e.seq >= ? ORDER BY e.seq LIMIT ?`),
      miscounted: db.prepare(
        `SELECT s.name FROM stream s LEFT JOIN
           (SELECT stream, count(*) AS n, max(version) AS top, max(seq) AS last,
             sum(seq) - sum(previous) AS chained FROM event GROUP BY stream) e
           ON e.stream = s.id
         WHERE coalesce(e.n, 0) <> s.version OR coalesce(e.top, 0) <> s.version
           OR coalesce(e.last, 0) <> s.last OR coalesce(e.chained, 0) <> s.last`,
      ),
      one: db.prepare(`${rows} WHERE e.seq = ?`),
    };
  }

  /** Inside a transaction of the caller, who rolls back and calls `unsure` when this throws. */
  append(batch: StoredBatch): void {
    for (const { stream, version } of batch.relied) {
      const head = this.head(stream);
      if (head !== version) throw stale(`"${stream}" is at version ${head}, not ${version}`);
    }
    const first = batch.events[0];
    if (first === undefined) return;
    // Only between batches: within one, what it moved is known here alone until its end.
    if (this.#heads.size >= cachedHeads) this.#heads.clear();
    if (first.seq !== this.#last + 1) this.#last = this.lastSeq();
    const touched = new Map<Head, number>();
    for (const event of batch.events) {
      if (event.seq !== this.#last + 1)
        throw stale(`event ${this.#last} comes before ${event.seq}`);
      this.#add(event, touched);
      this.#last = event.seq;
    }
    for (const [head, from] of touched) {
      const { changes } = this.#sql.move.run(head.version, head.last, head.id, from);
      if (changes !== 1) throw stale("another program moved a stream");
    }
  }

  /** Drops what was remembered of rows that may have been rolled back. */
  unsure(): void {
    this.#heads.clear();
    this.#tiles.unsure();
    this.#last = -1;
  }

  head(stream: string): number {
    const row = this.#sql.head.get(stream);
    return row === undefined ? 0 : Number(row["version"]);
  }

  lastSeq(): number {
    return Number(this.#sql.last.get()?.["seq"] ?? 0);
  }

  last(): { seq: number; at: number } {
    const seq = this.lastSeq();
    const [event] = seq === 0 ? [] : this.page(seq, 1);
    return { seq, at: event === undefined ? 0 : timeOf(event) };
  }

  stream(name: string, after: number): StoredEvent[] {
    const row = this.#sql.head.get(name);
    if (row === undefined) return [];
    const head = headIn(row);
    const events = this.#atOnce(() => this.#behind(head, after));
    let version = after;
    for (const event of events) {
      version += 1;
      if (event.version !== version || event.stream !== name) {
        throw damaged({ seq: event.seq, stream: name }, `version ${version} of it is missing`);
      }
    }
    if (version < head.version) {
      throw damaged({ seq: events.at(-1)?.seq ?? 0, stream: name }, "later ones are missing");
    }
    return events;
  }

  page(from: number, limit: number): StoredEvent[] {
    const events = this.#page(from, limit);
    const values = this.#values.between(from, from + events.length - 1);
    return events.map((event) => ({ ...event, values: values.get(event.seq) ?? [] }));
  }

  /** The same, of whose values nothing but their size is read. */
  outline(from: number, limit: number): OutlinedEvent[] {
    const events = this.#page(from, limit);
    const sizes = this.#values.sizes(from, from + events.length - 1);
    return events.map((event) => ({ ...event, values: sizes.get(event.seq) ?? [] }));
  }

  #page(from: number, limit: number): Bare[] {
    return this.#sql.page.all(from, limit).map((row, i) => {
      const seq = from + i;
      if (row["seq"] !== seq) throw damaged({ seq, stream: "the ledger" }, "it is missing");
      return checked(row);
    });
  }

  /** Hashes of the tree over the events; see EventStore. */
  hashes(level: number, from: number, limit: number): Hash[] {
    return this.#tiles.read(level, from, limit);
  }

  dropValues(seqs: readonly number[]): void {
    for (const seq of seqs) this.#values.drop(seq);
  }

  /** Streams whose events are not those that its head counts. */
  miscounted(): readonly string[] {
    return this.#sql.miscounted.all().map((row) => String(row["name"]));
  }

  /** Along the chain from the stream's last event back to the first behind `after`, then in order. */
  #behind({ last, version }: Head, after: number): StoredEvent[] {
    const rows: EventRow[] = [];
    for (let seq = last; rows.length < version - after;) {
      const row = this.#sql.one.get(seq);
      if (row === undefined) break;
      rows.push(row);
      seq = Number(row["previous"]);
    }
    const values = this.#values.of(rows.map(({ seq }) => Number(seq)));
    return rows.toReversed().map((row) => {
      const event = checked(row);
      return { ...event, values: values.get(event.seq) ?? [] };
    });
  }

  /** In one transaction: each statement alone would begin to read anew. */
  #atOnce<T>(read: () => T): T {
    if (this.#db.isTransaction) return read();
    this.#db.exec("BEGIN");
    try {
      return read();
    } finally {
      if (this.#db.isTransaction) this.#db.exec("COMMIT");
    }
  }

  #add(event: StoredEvent, touched: Map<Head, number>): void {
    const head = this.#headOf(event);
    if (head.version !== event.version - 1) {
      throw stale(`"${event.stream}" is at version ${head.version}, not ${event.version - 1}`);
    }
    if (!touched.has(head)) touched.set(head, head.version);
    const { seq, version, bytes } = event;
    const leaf = leafOf(bytes);
    const { changes } = this.#sql.add.run(seq, head.id, version, head.last, leaf, bytes);
    if (changes !== 1) throw stale(`event ${seq} exists already`);
    head.version = version;
    head.last = seq;
    for (const value of event.values) this.#values.add(seq, value);
    this.#tiles.complete(seq, leaf);
  }

  #headOf(event: StoredEvent): Head {
    const cached = this.#heads.get(event.stream);
    if (cached !== undefined && cached.version === event.version - 1) return cached;
    if (event.version === 1) this.#sql.begin.run(event.stream);
    const row = this.#sql.head.get(event.stream);
    if (row === undefined) throw stale(`there is no stream "${event.stream}"`);
    const head = headIn(row);
    this.#heads.set(event.stream, head);
    return head;
  }
}

function headIn({ id, version, last }: EventRow): Head {
  return { id: Number(id), version: Number(version), last: Number(last) };
}

type Bare = Omit<StoredEvent, "values">;

function checked(row: EventRow): Bare {
  const { seq, name, version, leaf, bytes } = row;
  // A spoilt row may hold anything, whatever its columns were declared to hold.
  if (
    typeof seq !== "number" ||
    typeof version !== "number" ||
    typeof name !== "string" ||
    !(bytes instanceof Uint8Array) ||
    !(leaf instanceof Uint8Array) ||
    !equal(leafOf(bytes), leaf)
  ) {
    throw damaged({ seq: Number(seq), stream: String(name) }, "its bytes do not match their hash");
  }
  return { seq, stream: name, version, bytes };
}

function stale(reason: string): StaleBatch {
  return new StaleBatch(`Cannot commit the batch: ${reason}; read again, then decide again`);
}
