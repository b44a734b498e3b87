import type { Clock } from "./clock.ts";

/**
 * When something that waits outside is looked at again. Nothing of it is recorded: after a restart
 * everything is looked at once.
 */
export class Looks {
  readonly #next = new Map<string, { at: number; disarm: () => void }>();

  due(key: string, now: number): boolean {
    const next = this.#next.get(key);
    return next === undefined || next.at <= now;
  }

  later(clock: Clock, key: string, at: number, look: () => void): void {
    this.#next.get(key)?.disarm();
    this.#next.set(key, { at, disarm: clock.after(at, look) });
  }

  over(key: string): void {
    this.#next.get(key)?.disarm();
    this.#next.delete(key);
  }

  close(): void {
    for (const { disarm } of this.#next.values()) disarm();
    this.#next.clear();
  }
}
