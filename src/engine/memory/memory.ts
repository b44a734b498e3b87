import { EmbedderFailed } from "../../embed/contract.ts";
import { noEmbedder, noVectors } from "../../embed/none.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Settings } from "../../workspace/release.ts";
import type { Office } from "../office.ts";
import { Habits } from "../lesson/habits.ts";
import { isTold } from "../step/told.ts";
import { Contexts } from "./contexts.ts";
import { Elsewhere } from "./elsewhere.ts";
import { Episodes } from "./episodes.ts";
import { Keeper } from "./keeper.ts";
import { LookBack } from "./look-back.ts";
import { type Meaning, Meanings } from "./meanings.ts";
import { Recollection } from "./recollection.ts";

const none: Meaning = { embedder: noEmbedder, vectors: noVectors };

/** What was said, found again; made ready while the company runs; and told to agents. */
export class Memory {
  readonly meanings: Meanings;
  readonly recollection: Recollection;
  readonly contexts: Contexts;
  readonly habits: Habits;
  readonly episodes: Episodes;
  readonly lookBack: LookBack;
  /** Null where nothing can be found by its meaning. */
  readonly #keeper: Keeper | null;

  constructor(
    office: Office,
    parts: {
      store: EventStore;
      journal: Journal;
      meaning: ((settings: Settings) => Meaning) | undefined;
      /** Nothing can be recorded. */
      reads: boolean;
      membersOf: (subject: string) => Promise<readonly string[]>;
    },
  ) {
    const { store, journal, meaning, membersOf } = parts;
    const { book } = office;
    const open = meaning ?? (() => none);
    const now = () => open(office.settings);
    const elsewhere = new Elsewhere(office, parts.reads);
    const meanings = new Meanings({ store, journal, meaning: now, elsewhere });
    const recollection = new Recollection({ store, journal, meanings });
    this.meanings = meanings;
    this.recollection = recollection;
    this.habits = new Habits({ store, journal, office });
    const episodes = new Episodes({ store, journal });
    this.episodes = episodes;
    this.contexts = new Contexts({ store, book, recollection, episodes, office, membersOf });
    this.lookBack = new LookBack({ store, journal, episodes, membersOf });
    this.#keeper =
      meaning === undefined
        ? null
        : new Keeper({
            meanings,
            store,
            book,
            clock: office.clock,
            fault: (error) => office.fault(error, "making what was kept ready to be recalled"),
            wanted: () => isTold(office) || office.settings.embedder !== undefined,
          });
  }

  async start(): Promise<void> {
    await this.#keeper?.start();
  }

  /** Gives vectors to so many passages; where that fails their words find them, and why is said. */
  async index(
    most: number,
    signal: AbortSignal,
  ): Promise<{ made: number; left: number; failed: string | null }> {
    try {
      return { ...(await this.meanings.index(most, signal)), failed: null };
    } catch (error) {
      if (!(error instanceof EmbedderFailed)) throw error;
      return { made: 0, left: await this.meanings.unread(), failed: error.message };
    }
  }

  async close(): Promise<void> {
    await this.#keeper?.close();
    await this.meanings.close();
  }
}
