import type { Draft, Recorded, Write } from "../ledger/event.ts";
import type { Who } from "./who.ts";

export type Fold<S> = {
  initial: S;
  evolve(state: S, event: Recorded): S;
  /** Whose content the events of such a stream hold, where a draft does not say (BK4). */
  subject?(state: S): string | null;
};
export type Stream<S> = { name: string; fold: Fold<S> };

/**
 * Thrown inside a turn that needs something first; its book fetches it and begins again (BK2). No error:
 * every new run has one, and noting where an error came from costs more than the turn.
 */
export class Needs {
  readonly what: string;
  readonly fetch: () => Promise<void>;
  constructor(what: string, fetch: () => Promise<void>) {
    this.what = what;
    this.fetch = fetch;
  }
}

/** A folded state, and the version of the stream that it is of. */
export type Cell = { state: unknown; version: number; used: number };

type Place = {
  cells: Map<string, Cell>;
  told: Map<string, unknown>;
  load: (stream: Stream<unknown>) => Promise<void>;
  at: number;
  nextSeq: number;
  lastNumber: number;
};

/** One decision over states of streams, as its book has them (BK1). */
export class Turn {
  readonly at: number;
  readonly who: Who;
  readonly #cells: Map<string, Cell>;
  readonly #told: Map<string, unknown>;
  readonly #first: number;
  readonly #states = new Map<string, unknown>();
  readonly #read = new Map<string, number>();
  readonly #written = new Map<string, Draft[]>();
  /** In the order in which they were emitted, which is the order of their `seq`. */
  readonly #writes: { stream: string; drafts: Draft[] }[] = [];
  readonly #load: (stream: Stream<unknown>) => Promise<void>;
  readonly #fresh = new Set<string>();
  readonly #lastNumber: number;
  #emitted = 0;
  #numbered = 0;

  constructor(place: Place, who: Who) {
    this.#cells = place.cells;
    this.#told = place.told;
    this.#load = place.load;
    this.who = who;
    this.at = place.at;
    this.#first = place.nextSeq;
    this.#lastNumber = place.lastNumber;
  }

  /** The next number of the series that jobs and items share; taken when the turn is recorded. */
  number(): number {
    this.#numbered += 1;
    return this.#lastNumber + this.#numbered;
  }

  get lastNumber(): number {
    return this.#lastNumber + this.#numbered;
  }

  /** Declares a stream that cannot exist yet, by construction of its id. */
  born(stream: { name: string }): void {
    if (!this.#cells.has(stream.name)) this.#fresh.add(stream.name);
  }

  get fresh(): ReadonlySet<string> {
    return this.#fresh;
  }

  /** What the outside says now, asked for this one decision: no other sees it. */
  ask<T>(what: string, ask: () => Promise<T>): T {
    if (!this.#told.has(what)) {
      throw new Needs(what, async () => void this.#told.set(what, await ask()));
    }
    // Whoever asks by this name asks the same.
    return this.#told.get(what) as T;
  }

  get<S>(stream: Stream<S>): S {
    const changed = this.#states.get(stream.name);
    // A stream name has one fold: what is kept under it has that fold's type.
    if (changed !== undefined) return changed as S;
    const cell = this.#cells.get(stream.name);
    if (cell === undefined) {
      if (this.#fresh.has(stream.name)) return stream.fold.initial;
      throw new Needs(stream.name, () => this.#load(stream));
    }
    this.#read.set(stream.name, cell.version);
    return cell.state as S;
  }

  emit<S>(stream: Stream<S>, ...drafts: readonly Draft[]): S {
    let state = this.get(stream);
    const list = this.#written.get(stream.name) ?? [];
    const version = this.#read.get(stream.name) ?? 0;
    for (const given of drafts) {
      const draft = sealedFor(given, stream.fold.subject?.(state) ?? null);
      list.push(draft);
      const last = this.#writes.at(-1);
      if (last?.stream === stream.name) last.drafts.push(draft);
      else this.#writes.push({ stream: stream.name, drafts: [draft] });
      state = stream.fold.evolve(state, this.#foreseen(stream.name, version + list.length, draft));
      this.#emitted += 1;
    }
    this.#written.set(stream.name, list);
    this.#states.set(stream.name, state);
    return state;
  }

  /** The event as it will be recorded, as far as folds read it. */
  #foreseen(stream: string, version: number, draft: Draft): Recorded {
    return {
      seq: this.#first + this.#emitted,
      stream,
      version,
      at: this.at,
      type: draft.type,
      schema: 1,
      actor: this.who.actor,
      cause: this.who.cause,
      intent: this.who.intent ?? this.#first,
      tenant: "",
      release: "",
      epoch: 0,
      subject: draft.subject ?? null,
      data: draft.data,
      values: draft.values ?? {},
    };
  }

  /** `seq` that the next emitted event will have. */
  get nextSeq(): number {
    return this.#first + this.#emitted;
  }

  get written(): ReadonlyMap<string, readonly Draft[]> {
    return this.#written;
  }

  get writes(): readonly Write[] {
    return this.#writes;
  }

  get states(): ReadonlyMap<string, unknown> {
    return this.#states;
  }

  relied(): { stream: string; version: number }[] {
    const relied: { stream: string; version: number }[] = [];
    for (const [stream, version] of this.#read) {
      if (!this.#written.has(stream)) relied.push({ stream, version });
    }
    return relied;
  }
}

/** BK4. */
function sealedFor(draft: Draft, subject: string | null): Draft {
  return subject === null || draft.subject !== undefined ? draft : { ...draft, subject };
}
