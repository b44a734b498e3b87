import { EmbedderFailed } from "../../embed/contract.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Book } from "../book.ts";
import type { Clock } from "../clock.ts";
import { releaseStream } from "../streams.ts";
import type { Meanings } from "./meanings.ts";

/** Between two commits of vectors: work of a second or two. */
const atOnce = 64;

/** Until what is made elsewhere is tried again: a budget, or a server, may have something left by then. */
const againMs = 15 * 60_000;

/**
 * Gives vectors to what is kept while the company runs: soon after its commit, one after another.
 *
 * KP1 A failure is told once; what is kept next is another try, and where vectors are made elsewhere, so are some
 *     minutes. What fails until somebody mends it is tried there no more before the files are applied: each try
 *     may be paid.
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
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #again = false;
  /** What was told last. */
  #told: string | null = null;
  #hopeless = false;
  #disarm: () => void = () => {};
  #busy: Promise<void> | null = null;

  constructor(parts: {
    meanings: Meanings;
    store: EventStore;
    book: Book;
    fault: (error: unknown) => void;
    wanted: () => boolean;
    clock: Clock;
  }) {
    this.#clock = parts.clock;
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
    this.#disarm();
    await this.#busy;
  }

  #notice(events: readonly Recorded[]): void {
    const brought = ({ type, data }: Recorded) =>
      type === "passage.kept" && data["source"] === "import";
    const said = ({ type }: Recorded) => type === "passage.kept" || type === "inbound.received";
    // Another model may have been named: its vectors are made anew.
    const applied = ({ stream }: Recorded) => stream === releaseStream.name;
    if (events.some(applied)) this.#hopeless = false;
    const moved = (event: Recorded) => said(event) || applied(event);
    if (events.some(brought) || (events.some(moved) && this.#wanted())) this.#begin();
  }

  #begin(): void {
    if (this.#hopeless) return;
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
          this.#told = null;
        }
      }
    } catch (error) {
      if (!signal.aborted) this.#failed(error);
    }
  }

  /** KP1. */
  #failed(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (reason !== this.#told) this.#fault(error);
    this.#told = reason;
    if (!(error instanceof EmbedderFailed) || this.#meanings.maker.sendsTo === null) return;
    this.#hopeless = !error.passes;
    if (this.#hopeless) return;
    this.#disarm();
    this.#disarm = this.#clock.after(this.#clock.now() + againMs, () => this.#begin());
  }
}
