import type { Journal } from "../ledger/journal.ts";
import type { Recorded } from "../ledger/event.ts";
import { type Cell, Needs, type Stream, Turn } from "./turn.ts";
import type { Who } from "./who.ts";

/**
 * The owner's book: folded states of the streams in use, and turns that read and write them.
 *
 * BK1 A turn is synchronous and sees every earlier turn, committed or not (LG2). It is recorded
 *     whole, as one transaction, or, if it throws, not at all.
 * BK2 A turn that reads a stream that is not in memory is begun again after loading it; it must
 *     therefore do nothing but read states and emit events.
 * BK3 What a turn read without writing is named in its transaction, so that the store refuses it
 *     if another writer moved on.
 * BK4 What is recorded in a stream that is about somebody is sealed for her, whoever drafted it.
 */
export type Recording<T> = {
  result: T;
  /** `seq` of the last event of this turn; null when it recorded nothing. */
  seq: number | null;
  /** Intent of the chain that this turn belongs to. */
  intent: number | null;
};

export class Book {
  readonly #journal: Journal;
  readonly #now: () => number;
  readonly #cells = new Map<string, Cell>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #listeners: ((events: readonly Recorded[]) => void)[] = [];
  readonly #capacity: number;
  #lastNumber: number;
  #clock = 0;

  /** `lastNumber` is the highest number that a job or item ever had. */
  constructor(journal: Journal, now: () => number, lastNumber: number, capacity = 20_000) {
    this.#journal = journal;
    this.#now = now;
    this.#lastNumber = lastNumber;
    this.#capacity = capacity;
  }

  /** Told of every recorded transaction, before it is committed. */
  listen(listener: (events: readonly Recorded[]) => void): void {
    this.#listeners.push(listener);
  }

  /** Decides and stages; resolves when the decision is staged, not yet committed. */
  async turn<T>(who: Who, work: (turn: Turn) => T): Promise<Recording<T>> {
    return this.#attempt(who, work, (turn, result) => this.#stage(turn, result));
  }

  /** What a turn would come to: it decides like any, and nothing of it is kept. */
  async foresee<T>(who: Who, work: (turn: Turn) => T): Promise<T> {
    return this.#attempt(
      who,
      (turn) => work(turn),
      (_, result) => result,
    );
  }

  /** Resolves when everything staged so far is synced. */
  committed(): Promise<void> {
    return this.#journal.committed();
  }

  async read<S>(stream: Stream<S>): Promise<S> {
    for (;;) {
      await this.load(stream);
      const cell = this.#cells.get(stream.name);
      // Without a cell it was dropped just after it was loaded: it is no stream without events.
      if (cell !== undefined) return cell.state as S;
    }
  }

  /** The state if it is in memory. */
  peek<S>(stream: Stream<S>): S | null {
    const cell = this.#cells.get(stream.name);
    return cell === undefined ? null : (cell.state as S);
  }

  async load(stream: Stream<unknown>): Promise<void> {
    if (this.#cells.has(stream.name)) return;
    let loading = this.#loading.get(stream.name);
    if (loading === undefined) {
      loading = this.#fold(stream).finally(() => this.#loading.delete(stream.name));
      this.#loading.set(stream.name, loading);
    }
    await loading;
  }

  async #fold(stream: Stream<unknown>): Promise<void> {
    const events = await this.#journal.load(stream.name);
    if (this.#cells.has(stream.name)) return;
    let state = stream.fold.initial;
    for (const event of events) state = stream.fold.evolve(state, event);
    const version = this.#journal.head(stream.name);
    // Events staged while this was loading are part of the head; a fold of fewer would be stale.
    if (version === (events.at(-1)?.version ?? 0)) this.#keep(stream.name, state, version);
    else await this.#fold(stream);
  }

  /** Drops a state that is not needed soon; it is folded again when it is read. */
  drop(stream: { name: string }): void {
    this.#cells.delete(stream.name);
    this.#journal.forget(stream.name);
  }

  /** Drops every state: nothing that was folded from content that is gone is used again. */
  clear(): void {
    for (const name of this.#cells.keys()) this.drop({ name });
  }

  #keep(name: string, state: unknown, version: number): void {
    this.#put(name, state, version);
    if (this.#cells.size > this.#capacity) this.#evict();
  }

  #put(name: string, state: unknown, version: number): void {
    this.#clock += 1;
    this.#cells.set(name, { state, version, used: this.#clock });
  }

  #evict(): void {
    const oldest = [...this.#cells].toSorted((a, b) => a[1].used - b[1].used);
    for (const [name] of oldest.slice(0, Math.floor(this.#capacity / 4))) this.drop({ name });
  }

  /** BK2: begins again whenever something has to be fetched first. */
  async #attempt<T, R>(
    who: Who,
    work: (turn: Turn) => T,
    end: (turn: Turn, result: T) => R,
  ): Promise<R> {
    const told = new Map<string, unknown>();
    let needed = "";
    for (let tries = 0; tries < 10_000; tries += 1) {
      const turn = new Turn(
        {
          cells: this.#cells,
          told,
          load: (stream) => this.load(stream),
          at: Math.max(this.#now(), this.#journal.lastAt),
          nextSeq: this.#journal.nextSeq,
          lastNumber: this.#lastNumber,
        },
        who,
      );
      try {
        return end(turn, work(turn));
      } catch (error) {
        if (!(error instanceof Needs)) throw error;
        needed = error.what;
        await error.fetch();
      }
    }
    throw new Error(`Cannot finish a turn: it needs ever more, and ${needed} last`);
  }

  #stage<T>(turn: Turn, result: T): Recording<T> {
    const written = turn.written;
    if (written.size === 0) return { result, seq: null, intent: turn.who.intent };
    const { writes, at } = turn;
    const { actor, cause, intent } = turn.who;
    for (const name of turn.fresh) if (written.has(name)) this.#journal.fresh(name);
    const events = this.#journal.record({
      actor,
      cause,
      intent,
      at,
      writes,
      relied: turn.relied(),
    });
    for (const [name, state] of turn.states) this.#put(name, state, this.#journal.head(name));
    // Only now: a stream that this very turn wrote may be among the oldest.
    if (this.#cells.size > this.#capacity) this.#evict();
    this.#lastNumber = turn.lastNumber;
    for (const listener of this.#listeners) listener(events);
    const last = events.at(-1);
    return { result, seq: last?.seq ?? null, intent: last?.intent ?? intent };
  }

  get nextSeq(): number {
    return this.#journal.nextSeq;
  }
}
