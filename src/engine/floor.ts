import { advance } from "./advance.ts";
import type { Office } from "./office.ts";
import type { Work } from "./step/context.ts";
import { runOf } from "./streams.ts";

/**
 * Keeps every run moving: one at a time per run, all runs side by side, so that their turns share
 * commits (LG7).
 *
 * FL1 A run that was woken is looked at again before the floor is quiet.
 * FL2 Work begins only after the turn that led to it is committed, and is never begun twice.
 * FL3 A fault ends the attempt of one run, is told, and leaves the others alone.
 * FL4 So many move at a time that a commit is well filled and soon reached, however many were woken:
 *     after a start with thousands under way the first are further before the last are looked at.
 */
const atOnce = 256;

export class Floor {
  readonly #office: Office;
  /** Runs that move, and those whose turn has not come. */
  readonly #moving = new Map<string, { again: boolean }>();
  readonly #queue: string[] = [];
  #busy = 0;
  readonly #working = new Set<AbortController>();
  #idle: PromiseWithResolvers<void> | null = null;
  #closed = false;

  constructor(office: Office) {
    this.#office = office;
  }

  wake(id: string): void {
    if (this.#closed) return;
    const moving = this.#moving.get(id);
    if (moving !== undefined) {
      moving.again = true;
      return;
    }
    this.#moving.set(id, { again: false });
    if (this.#busy < atOnce) void this.#move(id);
    else this.#queue.push(id);
  }

  /** True if nothing moves and nothing is under way. */
  get quiet(): boolean {
    return this.#moving.size === 0 && this.#working.size === 0;
  }

  /** Resolves when nothing moves and nothing is under way. */
  settled(): Promise<void> {
    if (this.quiet) return Promise.resolve();
    this.#idle ??= Promise.withResolvers<void>();
    return this.#idle.promise;
  }

  /** Nothing new begins; resolves when what is under way has reported. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const id of this.#queue.splice(0)) this.#moving.delete(id);
    for (const [, controller] of this.#office.underWay) controller.abort();
    await this.settled();
  }

  async #move(id: string): Promise<void> {
    const { book } = this.#office;
    this.#busy += 1;
    try {
      for (;;) {
        const moving = this.#moving.get(id);
        if (moving === undefined || this.#closed) break;
        moving.again = false;
        const { works, recorded } = await advance(this.#office, id);
        if (recorded) await book.committed();
        for (const work of works) this.#begin(id, work);
        if (!recorded && !moving.again) break;
      }
    } catch (error) {
      this.#office.fault(error, `run "${id}"`);
    } finally {
      this.#busy -= 1;
      this.#moving.delete(id);
      this.#office.numberLine.lookedAt(this.#office, id);
      this.#retire(id);
      const next = this.#queue.shift();
      // Not at once: what was recorded is committed before the next of thousands is looked at.
      if (next !== undefined) setImmediate(() => void this.#move(next));
      this.#rest();
    }
  }

  #begin(id: string, work: Work): void {
    const { underWay } = this.#office;
    if (underWay.has(work.key) || this.#closed) return;
    const controller = new AbortController();
    underWay.set(work.key, controller);
    this.#working.add(controller);
    void work.start(controller.signal).then(
      () => this.#ended(id, work, controller),
      (error: unknown) => {
        this.#office.fault(error, work.key);
        this.#ended(id, work, controller, true);
      },
    );
  }

  /** FL3: after a fault the same work would fault again; it waits until the run is woken anew. */
  #ended(id: string, work: Work, controller: AbortController, faulted = false): void {
    const { underWay } = this.#office;
    if (underWay.get(work.key) === controller) underWay.delete(work.key);
    this.#working.delete(controller);
    if (!faulted) this.wake(id);
    this.#rest();
  }

  /** An ended run is history: it is folded again when somebody asks. */
  #retire(id: string): void {
    const cell = this.#office.book.peek(runOf(id));
    if (cell !== null && cell.run.endedAt !== null) {
      void this.#office.book.committed().then(
        () => this.#office.book.drop(runOf(id)),
        () => {},
      );
    }
  }

  #rest(): void {
    if (!this.quiet || this.#idle === null) return;
    this.#idle.resolve();
    this.#idle = null;
  }
}
