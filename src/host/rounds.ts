import type { Clock } from "../engine/clock.ts";

/**
 * What the owner's process does again and again on its clock, one round at a time, until it is closed.
 * A round tells its own failures.
 */
export abstract class Rounds {
  readonly #clock: Clock;
  #working: Promise<void> = Promise.resolve();
  #disarm: () => void = () => {};
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does what is due; answers when it is to be looked at next. */
  protected abstract round(): Promise<number>;

  get closed(): boolean {
    return this.#closed;
  }

  start(): void {
    this.#working = this.#work();
  }

  /** Resolves when what was due is done, and the next round is armed. */
  settled(): Promise<void> {
    return this.#working;
  }

  /** Resolves when what is under way has ended. */
  close(): Promise<void> {
    this.#closed = true;
    this.#disarm();
    return this.#working;
  }

  async #work(): Promise<void> {
    const next = await this.round();
    if (this.#closed) return;
    this.#disarm = this.#clock.after(next, () => this.start());
  }
}
