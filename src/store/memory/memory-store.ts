import { damaged, mismatches, remedy, timeOf } from "../../ledger/codec.ts";
import {
  Damaged,
  type EventStore,
  type OutlinedEvent,
  type Query,
  type Row,
  type RowOperation,
  type Search,
  StaleBatch,
  type StoredBatch,
  type StoredEvent,
  type Table,
} from "../../ledger/store.ts";
import { equal, type Hash, leafOf, rootOf, tileWidth } from "../../ledger/tree.ts";
import { ofBytes } from "../../value/digest.ts";
import { MemoryTables } from "./memory-tables.ts";

export type Failure = {
  /** Counts from the next commit, which is 1. */
  commit: number;
  /** "after": the commit is durable, but the writer learns of a failure, as in a crash. */
  when: "before" | "after";
};

/** The ledger of a workspace that is thrown away: for tests, simulation and `try`. */
export class MemoryStore implements EventStore {
  readonly #events: StoredEvent[] = [];
  /** By level; level 0 holds the leaf of every event. */
  readonly #hashes: Hash[][] = [[]];
  readonly #streams = new Map<string, StoredEvent[]>();
  #tables = new MemoryTables();
  readonly #blobs = new Map<string, Uint8Array>();
  readonly #meta = new Map<string, string>();
  #failure: Failure | null = null;

  /** Lets the given commit fail, once. */
  failAt(failure: Failure): void {
    this.#failure = { ...failure };
  }

  async prepare(tables: readonly Table[]): Promise<void> {
    this.#tables.prepare(tables, this.#events.length > 0);
  }

  async staleTables(): Promise<readonly string[]> {
    return this.#tables.stale();
  }

  async commit(batch: StoredBatch): Promise<void> {
    const failing = this.#failingNow();
    if (failing === "before") throw failed();
    this.#assertFollows(batch);
    for (const operation of batch.rows) this.#tables.check(operation);
    for (const event of batch.events) this.#append(event);
    for (const operation of batch.rows) this.#tables.apply(operation);
    for (const { run, path, ...lease } of batch.leases ?? []) {
      this.#tables.apply(
        lease.expiresAt === 0
          ? { op: "remove", table: "lease", key: { run, path } }
          : { op: "put", table: "lease", row: { run, path, ...lease } },
      );
    }
    if (failing === "after") throw failed();
  }

  async last(): Promise<{ seq: number; at: number }> {
    const last = this.#events.at(-1);
    return last === undefined ? { seq: 0, at: 0 } : { seq: last.seq, at: timeOf(last) };
  }

  async head(stream: string): Promise<number> {
    return this.#streams.get(stream)?.length ?? 0;
  }

  async readStream(stream: string, after = 0): Promise<readonly StoredEvent[]> {
    const events = this.#streams.get(stream) ?? [];
    return events.slice(after).map((event) => this.#intact(event));
  }

  async readFrom(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    const first = Math.max(seq, 1) - 1;
    return this.#events.slice(first, first + limit).map((event) => this.#intact(event));
  }

  async outline(seq: number, limit: number): Promise<readonly OutlinedEvent[]> {
    return (await this.readFrom(seq, limit)).map((event) => ({
      ...event,
      values: event.values.map(({ name, bytes }) => ({ name, size: bytes.byteLength })),
    }));
  }

  async hashes(level: number, from: number, limit: number): Promise<readonly Uint8Array[]> {
    return (this.#hashes[level] ?? []).slice(from, from + limit);
  }

  async find(query: Query): Promise<readonly Row[]> {
    return this.#tables.find(query);
  }

  async count(query: Query): Promise<number> {
    const { limit: _limit, ...all } = query;
    return this.#tables.find(all).length;
  }

  async search(search: Search): Promise<readonly number[]> {
    return this.#tables.search(search);
  }

  async highest(table: string, column: string): Promise<number> {
    return this.#tables.highest(table, column);
  }

  async dump(): Promise<Readonly<Record<string, string>>> {
    return this.#tables.dump();
  }

  async rebuild(derive: (event: StoredEvent) => readonly RowOperation[]): Promise<void> {
    const tables = this.#tables.blank();
    for (const event of this.#events) {
      for (const operation of derive(this.#intact(event))) {
        tables.check(operation);
        tables.apply(operation);
      }
    }
    this.#tables = tables;
  }

  async putBlob(bytes: Uint8Array): Promise<string> {
    const digest = ofBytes(bytes);
    this.#blobs.set(digest, new Uint8Array(bytes));
    return digest;
  }

  async getBlob(digest: string): Promise<Uint8Array | null> {
    const bytes = this.#blobs.get(digest);
    if (bytes === undefined) return null;
    if (ofBytes(bytes) === digest) return bytes;
    throw new Damaged(`Cannot read file "${digest}": its bytes have changed; ${remedy}`);
  }

  async *blobNames(): AsyncIterable<string> {
    yield* this.#blobs.keys();
  }

  async dropBlob(digest: string): Promise<void> {
    this.#blobs.delete(digest);
  }

  async dropValues(seqs: readonly number[]): Promise<void> {
    for (const seq of seqs) {
      const kept = this.#events[seq - 1];
      if (kept !== undefined) kept.values = [];
    }
  }

  async purge(): Promise<void> {}

  async getMeta(key: string): Promise<string | null> {
    return this.#meta.get(key) ?? null;
  }

  async metas(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries([...this.#meta].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  async setMeta(key: string, value: string): Promise<void> {
    this.#meta.set(key, value);
  }

  async check(): Promise<readonly string[]> {
    return this.#events.flatMap((event) => {
      try {
        return mismatches(this.#intact(event)).map(
          (name) => `Event ${event.seq}: its value "${name}" does not match its digest`,
        );
      } catch (error) {
        return [error instanceof Error ? error.message : String(error)];
      }
    });
  }

  async close(): Promise<void> {}

  #failingNow(): Failure["when"] | null {
    if (this.#failure === null) return null;
    this.#failure.commit -= 1;
    if (this.#failure.commit > 0) return null;
    const { when } = this.#failure;
    this.#failure = null;
    return when;
  }

  #assertFollows(batch: StoredBatch): void {
    for (const { stream, version } of batch.relied) {
      const head = this.#streams.get(stream)?.length ?? 0;
      if (head !== version) throw stale(`"${stream}" is at version ${head}, not ${version}`);
    }
    let last = this.#events.length;
    const heads = new Map<string, number>();
    for (const { seq, stream, version } of batch.events) {
      if (seq !== last + 1) throw stale(`event ${last} comes before ${seq}`);
      const head = heads.get(stream) ?? this.#streams.get(stream)?.length ?? 0;
      if (version !== head + 1)
        throw stale(`"${stream}" is at version ${head}, not ${version - 1}`);
      heads.set(stream, version);
      last = seq;
    }
  }

  #append(given: StoredEvent): void {
    const values = given.values.map(({ name, bytes }) => ({ name, bytes: new Uint8Array(bytes) }));
    values.sort((a, b) => (a.name < b.name ? -1 : 1));
    const event = { ...given, bytes: new Uint8Array(given.bytes), values };
    this.#events.push(event);
    this.#grow(leafOf(event.bytes), 0);
    const stream = this.#streams.get(event.stream);
    if (stream === undefined) this.#streams.set(event.stream, [event]);
    else stream.push(event);
  }

  #grow(hash: Hash, level: number): void {
    const row = (this.#hashes[level] ??= []);
    row.push(hash);
    if (row.length % tileWidth === 0) this.#grow(rootOf(row.slice(-tileWidth)), level + 1);
  }

  #intact(event: StoredEvent): StoredEvent {
    const leaf = this.#hashes[0]?.[event.seq - 1];
    if (leaf !== undefined && equal(leaf, leafOf(event.bytes))) return event;
    throw damaged(event, "its bytes do not match their hash");
  }
}

function stale(reason: string): StaleBatch {
  return new StaleBatch(`Cannot commit the batch: ${reason}; read again, then decide again`);
}

function failed(): Error {
  return new Error("Cannot commit to the ledger: this commit was told to fail");
}
