import type { At, RunEvent } from "../../kernel/event.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { type Episode, episodeOf } from "../../views/episode.ts";
import { runOf } from "../streams.ts";

/** Jobs by whom they are about, their process, and when they were under way; epoch ms. */
export type Span = {
  /** Null: whoever they are about. */
  clients: readonly string[] | null;
  process: string | null;
  from: number;
  until: number;
};

/** Jobs as episodes, read from the history when they are asked for: nothing is kept beside it. */
export class Episodes {
  readonly #store: EventStore;
  readonly #journal: Journal;

  constructor(parts: { store: EventStore; journal: Journal }) {
    this.#store = parts.store;
    this.#journal = parts.journal;
  }

  /** The newest `most` of them, the newest first, and how many more there are. */
  async find(span: Span, most: number): Promise<{ rows: Row[]; more: number }> {
    const { clients, process, from, until } = span;
    const rows = await this.#store.find({
      table: "run",
      where: {
        ...(clients === null ? {} : { subject: clients }),
        ...(process === null ? {} : { runbook: process }),
      },
      below: { started_at: until },
      order: [{ column: "number", descending: true }],
    });
    const under = rows.filter(({ ended_at: ended }) => ended === null || Number(ended) >= from);
    return { rows: under.slice(0, most), more: Math.max(0, under.length - most) };
  }

  async read(id: string): Promise<Episode | null> {
    const events = await this.#journal.load(runOf(id).name);
    // Event types of a run's stream are written by this program only, or upcast to its shapes.
    return episodeOf(events as unknown as At<RunEvent>[]);
  }
}
