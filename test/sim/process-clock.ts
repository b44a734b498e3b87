import { type Clock, SystemClock } from "../../src/engine/clock.ts";
import type { Stage } from "./play.ts";
import type { Group } from "./scheduler.ts";

const minuteMs = 60_000;

/** The real clock of a process, over a machine whose time is simulated. */
export class ProcessClock implements Clock {
  readonly #real: SystemClock;
  readonly #wanted = new Map<symbol, number>();
  #looked = { at: 0, shown: 0 };

  constructor(group: Group, { scheduler, machine }: Stage) {
    this.#real = new SystemClock(
      () => scheduler.now + machine.offMs,
      () => scheduler.now - machine.bootedAt,
      (ms, callback) => scheduler.sleep(ms, group, callback),
    );
    scheduler.want(() => (group.state === "alive" ? this.#next(scheduler.now) : null));
  }

  now(): number {
    return this.#real.now();
  }

  begin(lastAt: number, jumped: (by: number) => void): void {
    this.#real.begin(lastAt, jumped);
  }

  trust(): void {
    this.#real.trust();
  }

  after(at: number, callback: () => void): () => void {
    const key = Symbol();
    this.#wanted.set(key, at);
    const disarm = this.#real.after(at, () => {
      this.#wanted.delete(key);
      callback();
    });
    return () => {
      this.#wanted.delete(key);
      disarm();
    };
  }

  /** True time of the next timer that can fire; a clock that stands still is asked again in a minute. */
  #next(now: number): number | null {
    let next = Infinity;
    for (const at of this.#wanted.values()) next = Math.min(next, at);
    if (next === Infinity) return null;
    const shown = this.#real.now();
    const still = shown === this.#looked.shown && now > this.#looked.at;
    this.#looked = { at: now, shown };
    const wait = next - shown;
    // What is armed fires within a minute, whatever the clock shows by then (CK2).
    return now + (wait <= 0 || still ? Math.max(wait, minuteMs) : wait);
  }
}
