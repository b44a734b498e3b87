import assert from "node:assert/strict";
import { decode, encode } from "./codec.ts";
import type { Recorded, Transaction, Write } from "./event.ts";
import { Intents } from "./intents.ts";
import type { Sealer } from "./seal.ts";
import {
  type EventStore,
  type LeaseRow,
  type RowOperation,
  StaleBatch,
  type StoredEvent,
} from "./store.ts";
import { upcast, type Upcasts } from "./upcast.ts";

/**
 * The one place that writes the ledger, for the one process that owns it.
 *
 * JN1 `record` is synchronous and judges heads by a state that includes the open batch, so that
 *     deciding is serial. What it answers is durable only once `committed` resolves.
 * JN2 A transaction is staged whole or not at all.
 * JN3 What is recorded while a commit is under way shares the next one: one sync for all of it.
 * JN4 After a failed commit nothing is known any more: waiters reject, heads are dropped, every
 *     later call throws, and the owner is told once, to end the process.
 * JN5 Time never decreases along `seq`, across restarts too.
 * JN6 An event's intent is the one named, else its cause's, else its own `seq` (that of the first
 *     event of its transaction). A cause stands in a stream that is known here.
 */
export type JournalOptions = {
  store: EventStore;
  stamp: () => number;
  /** What an event changes in the projections: pure. */
  project: (event: Recorded) => readonly RowOperation[];
  /** Told what was staged in the projections; not what a rebuild derives again. */
  staged?: (rows: readonly RowOperation[]) => void;
  sealer: Sealer;
  upcasts: Upcasts;
  schemaOf: (type: string) => number;
  tenant: string;
  epoch: number;
  /** Another process may write: this one only reads (JN7). */
  follows?: boolean;
  onFailure: (error: unknown) => void;
};

type Batch = {
  events: StoredEvent[];
  recorded: Recorded[];
  rows: RowOperation[];
  /** Streams written in this batch. */
  written: Set<string>;
  relied: Map<string, number>;
  leases: LeaseRow[];
  done: PromiseWithResolvers<void>;
};

export class Journal {
  /** Id of the active release: stamped on every event from now on. */
  release = "";
  readonly flushed = { syncs: 0, events: 0 };

  readonly #options: JournalOptions;
  readonly #heads = new Map<string, number>();
  readonly #intents = new Intents();
  #seq: number;
  #at: number;
  #open: Batch | null = null;
  #committing: Batch | null = null;
  #failure: { error: unknown } | null = null;

  private constructor(options: JournalOptions, last: { seq: number; at: number }) {
    this.#options = options;
    this.#seq = last.seq;
    this.#at = last.at;
  }

  static async open(options: JournalOptions): Promise<Journal> {
    return new Journal(options, await options.store.last());
  }

  /** Events of a stream, those of the open batch included. From here on its head is known. */
  async load(stream: string, after = 0): Promise<readonly Recorded[]> {
    for (;;) {
      this.#assertUsable();
      if (this.#heads.get(stream) === after) return [];
      const { syncs } = this.flushed;
      const stored = await this.#options.store.readStream(stream, after);
      this.#assertUsable();
      const events = stored.map((event) => this.#read(event));
      let head = events.at(-1)?.version ?? after;
      for (const event of this.#unsynced()) {
        if (event.stream !== stream || event.version <= head) continue;
        events.push(event);
        head = event.version;
      }
      const known = this.#heads.get(stream);
      const wentOn = this.#options.follows === true && known !== undefined && head > known;
      if (known !== undefined && known !== head && !wentOn) {
        assert(
          syncs !== this.flushed.syncs,
          `Cannot load stream "${stream}": the store ends at version ${head}, this process wrote ${known}`,
        );
        // A batch was committed between the read and its answer.
        continue;
      }
      if (known === undefined && events.length === 0 && after > 0) {
        const end = await this.#options.store.head(stream);
        assert(end === after, `Cannot load stream "${stream}" after ${after}: it ends at ${end}`);
      }
      this.#heads.set(stream, head);
      for (const event of events) this.#intents.note(event);
      return events;
    }
  }

  knows(stream: string): boolean {
    return this.#heads.has(stream);
  }

  head(stream: string): number {
    this.#assertUsable();
    const head = this.#heads.get(stream);
    assert(head !== undefined, `Cannot tell the head of stream "${stream}": it was never loaded`);
    return head;
  }

  /** `seq` of the next event to be recorded. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  /** Time of the last event recorded: none is recorded earlier (JN5). */
  get lastAt(): number {
    return this.#at;
  }

  /** The caller guarantees, by how its id was made, that the stream has never existed. */
  fresh(stream: string): void {
    assert(!this.#heads.has(stream), `Cannot begin stream "${stream}": it is known already`);
    this.#heads.set(stream, 0);
  }

  forget(stream: string): void {
    this.#heads.delete(stream);
    this.#intents.forget(stream);
  }

  record(tx: Transaction): readonly Recorded[] {
    this.#assertUsable();
    for (const { stream, version } of tx.relied ?? []) {
      const head = this.head(stream);
      if (head !== version) {
        throw new StaleBatch(
          `Cannot record by ${tx.actor}: it relied on "${stream}" at version ${version}, which is at ${head} now`,
        );
      }
    }
    for (const { stream } of tx.writes) this.head(stream);
    const intent = tx.intent ?? this.#intentOf(tx.cause) ?? this.#seq + 1;
    const at = Math.max(this.#at, tx.at ?? this.#options.stamp());
    const batch = this.#batch();
    const before = { events: batch.events.length, rows: batch.rows.length };
    let recorded: Recorded[];
    try {
      recorded = this.#stage(batch, tx, at, intent);
    } catch (error) {
      batch.events.length = before.events;
      batch.rows.length = before.rows;
      throw error;
    }
    if (batch.rows.length > before.rows) this.#options.staged?.(batch.rows.slice(before.rows));
    this.#rely(batch, tx);
    for (const event of recorded) {
      batch.recorded.push(event);
      this.#heads.set(event.stream, event.version);
      this.#intents.note(event);
    }
    this.#seq += recorded.length;
    this.#at = at;
    return recorded;
  }

  /** Operational rows: synced with the next commit, and no history. */
  stageLeases(rows: readonly LeaseRow[]): void {
    this.#assertUsable();
    if (rows.length > 0) this.#batch().leases.push(...rows);
  }

  /** Resolves when everything staged so far is synced. */
  committed(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#unusable());
    const batch = this.#open ?? this.#committing;
    return batch === null ? Promise.resolve() : batch.done.promise;
  }

  /** Committed events in order of `seq`. */
  async readFrom(seq: number, limit: number): Promise<readonly Recorded[]> {
    const stored = await this.#options.store.readFrom(seq, limit);
    return stored.map((event) => this.#read(event));
  }

  /** Derives every projection again from the committed events. */
  async rebuild(): Promise<void> {
    await this.committed();
    const { store, project } = this.#options;
    await store.rebuild((event) => project(this.#read(event)));
  }

  #stage(batch: Batch, tx: Transaction, at: number, intent: number): Recorded[] {
    const { project, sealer } = this.#options;
    const recorded: Recorded[] = [];
    for (const write of tx.writes) {
      let version = this.#headWithin(recorded, write);
      for (const draft of write.drafts) {
        version += 1;
        const event: Recorded = {
          seq: this.#seq + recorded.length + 1,
          stream: write.stream,
          version,
          at,
          type: draft.type,
          schema: this.#options.schemaOf(draft.type),
          actor: tx.actor,
          cause: tx.cause,
          intent,
          tenant: this.#options.tenant,
          release: this.release,
          epoch: this.#options.epoch,
          subject: draft.subject ?? null,
          data: draft.data,
          values: draft.values ?? {},
        };
        batch.events.push(encode(event, sealer));
        for (const operation of project(event)) batch.rows.push(operation);
        recorded.push(event);
      }
    }
    return recorded;
  }

  #headWithin(recorded: readonly Recorded[], write: Write): number {
    const earlier = recorded.findLast((event) => event.stream === write.stream);
    return earlier?.version ?? this.head(write.stream);
  }

  /** The store compares with the heads before the batch; what the batch itself wrote is judged. */
  #rely(batch: Batch, tx: Transaction): void {
    for (const { stream, version } of tx.relied ?? []) {
      if (!batch.written.has(stream) && !batch.relied.has(stream))
        batch.relied.set(stream, version);
    }
    for (const { stream } of tx.writes) batch.written.add(stream);
  }

  #intentOf(cause: number | null): number | null {
    return cause === null ? null : this.#intents.of(cause);
  }

  #read(stored: StoredEvent): Recorded {
    const { sealer, upcasts, schemaOf } = this.#options;
    return upcast(decode(stored, sealer), upcasts, schemaOf);
  }

  #unsynced(): Recorded[] {
    return [...(this.#committing?.recorded ?? []), ...(this.#open?.recorded ?? [])];
  }

  #batch(): Batch {
    if (this.#open !== null) return this.#open;
    const done = Promise.withResolvers<void>();
    // Nobody may be waiting when it fails; the owner is told by `onFailure`.
    done.promise.catch(() => {});
    this.#open = {
      events: [],
      recorded: [],
      rows: [],
      written: new Set(),
      relied: new Map(),
      leases: [],
      done,
    };
    if (this.#committing === null) setImmediate(() => void this.#flush());
    return this.#open;
  }

  async #flush(): Promise<void> {
    const batch = this.#open;
    if (batch === null || this.#failure !== null) return;
    this.#open = null;
    if (batch.events.length === 0 && batch.leases.length === 0) return batch.done.resolve();
    this.#committing = batch;
    try {
      // Content whose key a power cut took would be lost, though acknowledged (KY2).
      await this.#options.sealer.synced();
      await this.#options.store.commit({
        events: batch.events,
        rows: batch.rows,
        relied: Array.from(batch.relied, ([stream, version]) => ({ stream, version })),
        leases: batch.leases,
      });
    } catch (error) {
      return this.#fail(error, batch);
    }
    this.#committing = null;
    this.flushed.syncs += 1;
    this.flushed.events += batch.events.length;
    batch.done.resolve();
    // Whoever waited for this commit may record at once, and shares the next one.
    if (this.#open !== null) setImmediate(() => void this.#flush());
  }

  #fail(error: unknown, batch: Batch): void {
    this.#failure = { error };
    const open = this.#open;
    this.#open = null;
    this.#committing = null;
    this.#heads.clear();
    this.#intents.clear();
    batch.done.reject(error);
    open?.done.reject(error);
    this.#options.onFailure(error);
  }

  #assertUsable(): void {
    if (this.#failure !== null) throw this.#unusable();
  }

  #unusable(): Error {
    return new Error(
      "Cannot use the ledger: a commit failed, and what this process knows is no longer sure; start again",
      { cause: this.#failure?.error },
    );
  }
}
