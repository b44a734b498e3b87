import type { Recorded } from "../../ledger/event.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Book } from "../book.ts";
import { releaseStream } from "../streams.ts";
import type { Meanings } from "./meanings.ts";

/** Between two commits of vectors: work of a second or two. */
const atOnce = 64;

/**
 * Gives vectors to what is kept while the company runs: soon after its commit, one after another.
 *
 * KP1 A failure is told once; what is kept next is another try.
 * KP2 Of mails nothing is made before somebody wants it: an agent that is told what was said, and has a
 *     model that can be asked; or the operator, who brings conversations along or asks for it. Until then
 *     their words find them.
 */
export class Keeper {
  readonly #meanings: Meanings;
  readonly #store: EventStore;
  readonly #book: Book;
  readonly #fault: (error: unknown) => void;
  readonly #wanted: () => boolean;
  readonly #closing = new AbortController();
  #again = false;
  #busy: Promise<void> | null = null;

  constructor(parts: {
    meanings: Meanings;
    store: EventStore;
    book: Book;
    fault: (error: unknown) => void;
    wanted: () => boolean;
  }) {
    this.#meanings = parts.meanings;
    this.#store = parts.store;
    this.#book = parts.book;
    this.#fault = parts.fault;
    this.#wanted = parts.wanted;
  }

  /** What was left is taken up; where nothing was ever kept, nothing is opened. */
  async start(): Promise<void> {
    this.#book.listen((events) => this.#notice(events));
    if (this.#wanted() && (await this.#store.highest("passage", "seq")) > 0) this.#begin();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#busy;
  }

  #notice(events: readonly Recorded[]): void {
    const brought = ({ type, data }: Recorded) =>
      type === "passage.kept" && data["source"] === "import";
    const said = ({ type }: Recorded) => type === "passage.kept" || type === "inbound.received";
    // Another model may have been named: its vectors are made anew.
    const applied = ({ stream }: Recorded) => stream === releaseStream.name;
    const moved = (event: Recorded) => said(event) || applied(event);
    if (events.some(brought) || (events.some(moved) && this.#wanted())) this.#begin();
  }

  #begin(): void {
    this.#again = true;
    this.#busy ??= this.#work().finally(() => (this.#busy = null));
  }

  async #work(): Promise<void> {
    const { signal } = this.#closing;
    try {
      while (this.#again && !signal.aborted) {
        this.#again = false;
        await this.#book.committed();
        for (let left = 1; left > 0 && !signal.aborted;) {
          ({ left } = await this.#meanings.index(atOnce, signal));
        }
      }
    } catch (error) {
      if (!signal.aborted) this.#fault(error);
    }
  }
}
