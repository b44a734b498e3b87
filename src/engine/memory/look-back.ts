import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Labelled } from "../../value/label.ts";
import type { Episode } from "../../views/episode.ts";
import { lookedBack, type Said, type Span } from "../../views/look-back.ts";
import type { Episodes } from "./episodes.ts";
import { saidAt } from "./passage-at.ts";

/** Of one client: jobs that are read, and passages that are looked at. */
const mostJobs = 200;
const mostPassages = 1_000;

/** What became of a client's jobs, and what was said with them, over a span of time. */
export class LookBack {
  readonly #store: EventStore;
  readonly #journal: Journal;
  readonly #episodes: Episodes;
  readonly #membersOf: (subject: string) => Promise<readonly string[]>;

  constructor(parts: {
    store: EventStore;
    journal: Journal;
    episodes: Episodes;
    membersOf: (subject: string) => Promise<readonly string[]>;
  }) {
    this.#store = parts.store;
    this.#journal = parts.journal;
    this.#episodes = parts.episodes;
    this.#membersOf = parts.membersOf;
  }

  /** Without the job that asks: it would tell of itself. */
  async over(subject: string, span: Span, asking: string): Promise<Labelled> {
    const clients = await this.#membersOf(subject);
    const jobs = await this.#episodes.find({ clients, process: null, ...span }, mostJobs);
    const episodes: Episode[] = [];
    for (const { id } of jobs.rows) {
      const episode = id === asking ? null : await this.#episodes.read(String(id));
      if (episode !== null) episodes.push(episode);
    }
    return lookedBack(episodes, await this.#said(clients, subject, span), span);
  }

  async #said(clients: readonly string[], subject: string, { from, until }: Span): Promise<Said[]> {
    const rows = await this.#store.find({
      table: "passage",
      where: { client: clients },
      above: { at: from - 1 },
      below: { at: until },
      order: [{ column: "at", descending: true }],
      limit: mostPassages,
    });
    const said: Said[] = [];
    for (const { seq } of rows) {
      const passage = await saidAt(this.#journal, Number(seq), subject);
      if (passage !== null) said.push(passage);
    }
    return said;
  }
}
