import type { Clock } from "../engine/clock.ts";

/**
 * What the owner's process does again and again on its clock, one round at a time, until it is closed.
 * A round tells its own failures, and answers when the next one begins.
 */
export class Rounds {
  readonly #clock: Clock;
  readonly #round: () => Promise<number>;
  #working: Promise<void> = Promise.resolve();
  #disarm: () => void = () => {};
  #closed = false;

  constructor(clock: Clock, round: () => Promise<number>) {
    this.#clock = clock;
    this.#round = round;
  }

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
    const next = await this.#round();
    if (this.#closed) return;
    this.#disarm = this.#clock.after(next, () => this.start());
  }
}
