/** Counts the timers that this process arms and that fire. */
export class Wakes {
  readonly #setTimeout = globalThis.setTimeout;
  readonly #armed = new Set<object>();
  #fired = 0;

  constructor() {
    const count = (): void => {
      this.#fired += 1;
    };
    const armed = this.#armed;
    const real = this.#setTimeout;
    const clear = globalThis.clearTimeout;
    const counting = (callback: () => void, ms?: number): NodeJS.Timeout => {
      const timer: NodeJS.Timeout = real(() => {
        armed.delete(timer);
        count();
        callback();
      }, ms);
      armed.add(timer);
      return timer;
    };
    globalThis.setTimeout = Object.assign(counting, real);
    globalThis.clearTimeout = (timer) => {
      if (typeof timer === "object" && timer !== null) armed.delete(timer);
      clear(timer);
    };
  }

  /** Watches for `ms`, by a timer that does not count. */
  async during(ms: number): Promise<{ armed: number; fired: number }> {
    const before = this.#fired;
    await new Promise<void>((resolve) => void this.#setTimeout(() => resolve(), ms));
    return { armed: this.#armed.size, fired: this.#fired - before };
  }
}
