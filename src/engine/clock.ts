/**
 * The only place that knows the time (TM1).
 *
 * CK1 Time never decreases: what is recorded later has no earlier time.
 * CK2 `after` never fires early; it may fire late, and is re-armed at most a minute ahead (TM3).
 */
export interface Clock {
  now(): number;
  /** Calls back once at or after `at`; the answer takes it back. */
  after(at: number, callback: () => void): () => void;
  /** How far the machine's own count of time disagrees with the clock since the last look; ms. */
  jump(): number;
}

const minuteMs = 60_000;

export class SystemClock implements Clock {
  readonly #wall: () => number;
  readonly #uptimeMs: () => number;
  #last = 0;
  #seen: { wall: number; up: number };

  /** `uptimeMs` counts sleep, as os.uptime() does. */
  constructor(wall: () => number, uptimeMs: () => number) {
    this.#wall = wall;
    this.#uptimeMs = uptimeMs;
    this.#seen = { wall: wall(), up: uptimeMs() };
  }

  now(): number {
    this.#last = Math.max(this.#last, this.#wall());
    return this.#last;
  }

  after(at: number, callback: () => void): () => void {
    const wait = Math.min(Math.max(0, at - this.#wall()), minuteMs);
    const timer = setTimeout(() => callback(), wait);
    return () => clearTimeout(timer);
  }

  jump(): number {
    const now = { wall: this.#wall(), up: this.#uptimeMs() };
    const by = now.wall - this.#seen.wall - (now.up - this.#seen.up);
    this.#seen = now;
    return by;
  }
}

/**
 * A clock that stands until it is moved: for the tour, for `try` and for tests. It resumes from the
 * ledger's last time.
 */
export class VirtualClock implements Clock {
  #now: number;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  constructor(start: number) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  after(at: number, callback: () => void): () => void {
    const timer = { at, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  jump(): number {
    return 0;
  }

  /** The next armed instant, or null. */
  next(): number | null {
    let next: number | null = null;
    for (const { at } of this.#timers) next = next === null ? at : Math.min(next, at);
    return next;
  }

  /** Moves on and fires what fell due, in order of time. */
  moveTo(at: number): void {
    this.#now = Math.max(this.#now, at);
    const due = [...this.#timers].filter((t) => t.at <= this.#now).toSorted((a, b) => a.at - b.at);
    for (const timer of due) {
      if (this.#timers.delete(timer)) timer.callback();
    }
  }
}
