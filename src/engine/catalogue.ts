import type { Recorded } from "../ledger/event.ts";
import type { EventStore } from "../ledger/store.ts";
import { textOf } from "../value/json.ts";
import { Needs } from "./turn.ts";

/**
 * Which records there are, by kind: the opaque name of each and whose it is. What stands in them is
 * read from their streams.
 *
 * CT1 A kind is read when it is first asked for, once what was staged before is committed, and kept in
 *     step with what is staged from then on: a turn finds every record that an earlier turn made.
 * CT2 Names stay when a record is forgotten: it reads as empty then.
 */
export class Catalogue {
  readonly #store: EventStore;
  readonly #committed: () => Promise<void>;
  readonly #kinds = new Map<string, Map<string, string | null>>();
  readonly #read = new Set<string>();

  constructor(store: EventStore, committed: () => Promise<void>) {
    this.#store = store;
    this.#committed = committed;
  }

  /** False before `load`. */
  knows(kind: string): boolean {
    return this.#read.has(kind);
  }

  /** To be thrown by a turn that asks about a kind that was not read yet. */
  needed(kind: string): Needs {
    return new Needs(`the ${kind} records`, () => this.load(kind));
  }

  /** Whose a record is; null where it is nobody's, or there is none. */
  subjectOf(kind: string, key: string): string | null {
    return this.#kinds.get(kind)?.get(key) ?? null;
  }

  /** Opaque names with their subjects, in the order of their names; null before `load`. */
  of(kind: string): readonly (readonly [key: string, subject: string | null])[] | null {
    const known = this.#kinds.get(kind);
    if (known === undefined || !this.#read.has(kind)) return null;
    return [...known].toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  async load(kind: string): Promise<void> {
    // First of all: from here on nothing that is staged is missed.
    const known = this.#kinds.get(kind) ?? new Map<string, string | null>();
    this.#kinds.set(kind, known);
    await this.#committed();
    for (const row of await this.#store.find({ table: "fact", where: { kind } })) {
      known.set(String(row["id"]), row["subject"] === null ? null : textOf(row["subject"]));
    }
    this.#read.add(kind);
  }

  note(events: readonly Recorded[]): void {
    for (const { type, data, subject } of events) {
      if (type !== "record.changed") continue;
      this.#kinds.get(textOf(data["kind"]))?.set(textOf(data["id"]), subject);
    }
  }
}
