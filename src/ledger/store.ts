import type { Query, Row, RowOperation, Search, Table } from "./table.ts";

/**
 * The ledger's storage port. It knows bytes, streams, rows and blobs, and no meaning.
 * Judged by one contract suite, whatever stands behind it.
 *
 * SP1 `commit` is one transaction: events, their values, rows, leases. When its promise resolves,
 *     all of it is synced. When it rejects, nothing of it is visible, and the writer must stop.
 * SP2 A batch whose first `seq` is not the next one, whose stream versions do not follow, or whose
 *     `relied` heads moved, is rejected with a StaleBatch and changes nothing.
 * SP3 Blobs are named by the SHA-256 of their bytes; a blob put before a commit is synced before it.
 * SP4 Every read checks digests, that of an event by its leaf hash: damage is thrown as Damaged,
 *     never served.
 */
export interface EventStore {
  /** Makes the declared tables, when absent or when their declaration changed (then empty, see `staleTables`). */
  prepare(tables: readonly Table[]): Promise<void>;
  /** Tables whose declaration changed since they were filled: they need a rebuild. */
  staleTables(): Promise<readonly string[]>;

  commit(batch: StoredBatch): Promise<void>;

  /** The last committed `seq`, 0 for an empty ledger, and its time. */
  last(): Promise<{ seq: number; at: number }>;
  head(stream: string): Promise<number>;
  readStream(stream: string, after?: number): Promise<readonly StoredEvent[]>;
  /** In order of `seq`, in pages of `limit`, values included. */
  readFrom(seq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The same with the sizes of values instead of what they are, for whoever weighs them. */
  outline(seq: number, limit: number): Promise<readonly OutlinedEvent[]>;

  /**
   * Hashes of the tree over the events (`tree.ts`), from place `from` on: leaves at level 0, roots of
   * complete tiles of 256^level leaves above, written in the transaction that completes them.
   */
  hashes(level: number, from: number, limit: number): Promise<readonly Uint8Array[]>;

  find(query: Query): Promise<readonly Row[]>;
  count(query: Query): Promise<number>;
  /** Keys of the rows that hold one of the words, rising. */
  search(search: Search): Promise<readonly number[]>;
  /** The largest value of an integer column, 0 where there is no row. */
  highest(table: string, column: string): Promise<number>;
  /** A digest over the canonical dump of every content row, by table: equal dumps have equal digests. */
  dump(): Promise<Readonly<Record<string, string>>>;
  /** Empties all projection tables and applies what `derive` makes of each event, in one transaction. */
  rebuild(derive: (event: StoredEvent) => readonly RowOperation[]): Promise<void>;

  /** Synced when the promise resolves; answers the digest. Putting the same bytes twice is free. */
  putBlob(bytes: Uint8Array): Promise<string>;
  getBlob(digest: string): Promise<Uint8Array | null>;
  /** Names of all blobs there are, in no order. */
  blobNames(): AsyncIterable<string>;
  /** Removes a blob for good; free where there is none. */
  dropBlob(digest: string): Promise<void>;
  /** Removes all values of these events for good: they read as forgotten, the proof stays. */
  dropValues(seqs: readonly number[]): Promise<void>;
  /** Leaves nothing behind of what was removed or overwritten: empties the log of the file. */
  purge(): Promise<void>;

  /** Small settings of the data folder itself (workspace id and key, epoch): not events. */
  getMeta(key: string): Promise<string | null>;
  setMeta(key: string, value: string): Promise<void>;
  /** All of them, for backup. */
  metas(): Promise<Readonly<Record<string, string>>>;

  /** Structural check of file, indexes, digests and order. Empty when sound. */
  check(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type StoredValue = { name: string; bytes: Uint8Array };

export type StoredEvent = {
  seq: number;
  stream: string;
  version: number;
  /** The envelope and data, as stored: proofs are made over exactly these bytes. */
  bytes: Uint8Array;
  /** The same bytes as text, where the store has read them so. */
  text?: string;
  /** Content that the event names by digest; a missing one was forgotten or expired. */
  values: readonly StoredValue[];
};

export type OutlinedEvent = Omit<StoredEvent, "values"> & {
  values: readonly { name: string; size: number }[];
};

/** A renewable right that is not history: who works on a run until when. */
export type LeaseRow = {
  run: string;
  path: string;
  attempt: number;
  worker: string;
  /** 0 gives the right up: the row goes. */
  expiresAt: number;
};

export type StoredBatch = {
  events: readonly StoredEvent[];
  rows: readonly RowOperation[];
  relied: readonly { stream: string; version: number }[];
  leases?: readonly LeaseRow[];
};

export class StaleBatch extends Error {
  override readonly name = "StaleBatch";
}

/** Stored bytes that do not match their digest, order or shape. The message names the remedy. */
export class Damaged extends Error {
  override readonly name = "Damaged";
}

/** Projections of another version: whoever may write derives them again when it opens. */
export class OutOfDate extends Error {
  override readonly name = "OutOfDate";
  readonly code = "projections_out_of_date";
}

export type { Query, Row, RowOperation, Search, Table };
