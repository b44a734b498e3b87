import { type Line, LineError } from "./line.ts";

/**
 * A few lines to the mail server, used again while there is work.
 *
 * SN1 So many are open at a time as a provider bears; who finds none free waits, up to a time.
 * SN2 A line that lay idle is tried first. Where the server closed it meanwhile, the mail goes out on
 *     a fresh one: only if its bytes were not asked for on the first.
 */
const atOnce = 3;
const idleMs = 3_000;

export class Lines {
  readonly #open: () => Promise<Line>;
  readonly #patienceMs: number;
  readonly #idle: { line: Line; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(open: () => Promise<Line>, patienceMs: number) {
    this.#open = open;
    this.#patienceMs = patienceMs;
  }

  async use<T>(work: (line: Line) => Promise<T>): Promise<T> {
    await this.#turn();
    this.#busy += 1;
    try {
      const rested = this.#take();
      if (rested === null) return await this.#on(await this.#open(), work);
      try {
        return await this.#on(rested, work);
      } catch (error) {
        if (!closedMeanwhile(error)) throw error;
        return await this.#on(await this.#open(), work);
      }
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  close(): void {
    for (const { line, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      line.close();
    }
  }

  async #on<T>(line: Line, work: (line: Line) => Promise<T>): Promise<T> {
    try {
      return await work(line);
    } finally {
      if (line.usable()) this.#rest(line);
      else line.close();
    }
  }

  /** SN1. */
  async #turn(): Promise<void> {
    const until = performance.now() + this.#patienceMs;
    while (this.#busy >= atOnce) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const leftMs = Math.max(0, until - performance.now());
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(resolve), 1);
        reject(
          new Error("Too many mails before it were not taken yet; it waits for its turn again"),
        );
      }, leftMs);
      this.#waiting.push(resolve);
      await promise.finally(() => clearTimeout(timer));
    }
  }

  #take(): Line | null {
    for (;;) {
      const resting = this.#idle.pop();
      if (resting === undefined) return null;
      clearTimeout(resting.timer);
      if (resting.line.usable()) return resting.line;
      resting.line.close();
    }
  }

  #rest(line: Line): void {
    const timer = setTimeout(() => {
      const at = this.#idle.findIndex((resting) => resting.line === line);
      if (at !== -1) this.#idle.splice(at, 1);
      line.close();
    }, idleMs);
    timer.unref();
    this.#idle.push({ line, timer });
  }
}

/** SN2. */
function closedMeanwhile(error: unknown): boolean {
  return (
    error instanceof LineError &&
    error.stage === "envelope" &&
    (error.reply === null || error.reply === 421)
  );
}
