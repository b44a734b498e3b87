/**
 * The only place that knows the time (TM1).
 *
 * CK1 Time never decreases: what is recorded later has no earlier time. After a jump backward it
 *     stands still until the machine's clock has caught up.
 * CK2 `after` never fires early; it may fire late, and is re-armed at most a minute ahead (TM3).
 * CK3 A jump is told when it is noticed: whenever the time is asked, and at the start.
 * CK4 A jump forward is not believed: time goes on by what the machine's uptime confirms, until the
 *     clock is set right again or she says that it is right.
 */
export interface Clock {
  now(): number;
  /** Calls back once at or after `at`; the answer takes it back. */
  after(at: number, callback: () => void): () => void;
  /** Goes on from the last recorded time, and tells of jumps from now on, in milliseconds. */
  begin(lastAt: number, jumped: (by: number) => void): void;
  /** She says that the machine's clock is right as it is now. */
  trust(): void;
}

/** Calls back after so many milliseconds; the answer takes it back. */
export type Sleep = (ms: number, callback: () => void) => () => void;

const byTimeout: Sleep = (ms, callback) => {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
};

const minuteMs = 60_000;
/** Clocks are set by a little all the time; more than this is a jump. */
const toleranceMs = 2 * minuteMs;

export class SystemClock implements Clock {
  readonly #wall: () => number;
  readonly #uptimeMs: () => number;
  readonly #sleep: Sleep;
  #last = 0;
  #lastWall: number;
  #seen: { wall: number; up: number };
  /** What the machine's clock is ahead of what its uptime confirms (CK4). */
  #ahead = 0;
  #jumped: (by: number) => void = () => {};

  /** `uptimeMs` counts sleep, as os.uptime() does. */
  constructor(wall: () => number, uptimeMs: () => number, sleep = byTimeout) {
    this.#wall = wall;
    this.#uptimeMs = uptimeMs;
    this.#sleep = sleep;
    this.#seen = { wall: wall(), up: uptimeMs() };
    this.#lastWall = this.#seen.wall;
  }

  now(): number {
    const wall = this.#wall();
    // Looking costs more than telling the time, and a small step is no jump.
    if (Math.abs(wall - this.#lastWall) > toleranceMs) this.#look(wall);
    this.#lastWall = wall;
    this.#last = Math.max(this.#last, wall - this.#ahead);
    return this.#last;
  }

  begin(lastAt: number, jumped: (by: number) => void): void {
    this.#jumped = jumped;
    const behind = this.#wall() - lastAt;
    this.#last = Math.max(this.#last, lastAt);
    if (behind < -toleranceMs) jumped(behind);
  }

  after(at: number, callback: () => void): () => void {
    let disarm: () => void;
    const arm = (): void => {
      const wait = Math.min(Math.max(0, at - this.now()), minuteMs);
      disarm = this.#sleep(wait, () => {
        this.#look(this.#wall());
        if (this.now() >= at) callback();
        else arm();
      });
    };
    arm();
    return () => disarm();
  }

  trust(): void {
    this.#ahead = 0;
  }

  /** A jump is what the clock went on by beyond what the machine's uptime confirms. */
  #look(wall: number): void {
    const up = this.#uptimeMs();
    const by = wall - this.#seen.wall - (up - this.#seen.up);
    this.#seen = { wall, up };
    this.#lastWall = wall;
    if (Math.abs(by) <= toleranceMs) return;
    this.#ahead = Math.max(0, this.#ahead + by);
    // Later: whoever asks for the time is in the middle of something.
    queueMicrotask(() => this.#jumped(by));
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

  begin(lastAt: number): void {
    this.#now = Math.max(this.#now, lastAt);
  }

  trust(): void {}

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
