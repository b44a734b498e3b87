/**
 * Notices a systemic failure: many faults within a minute mean that something is wrong at large, and
 * that going on would spread it (A6).
 */
const windowMs = 60_000;
const most = 20;

export class Alarm {
  #faults: number[] = [];

  /** True once when there are too many; it counts afresh after that. */
  note(at: number): boolean {
    this.#faults = [...this.#faults.filter((earlier) => at - earlier < windowMs), at];
    if (this.#faults.length < most) return false;
    this.#faults = [];
    return true;
  }
}
