import { createHash } from "node:crypto";

/**
 * What happened in a simulated company, in order: its hash tells two plays apart, its counts say what
 * was ever tried, its story says it in words.
 */
export class Trace {
  readonly counts = new Map<string, number>();
  /** Null where nobody will read it. */
  readonly story: string[] | null;
  readonly #hash = createHash("sha256");
  readonly #when: () => string;

  constructor(when: () => string, told: boolean) {
    this.#when = when;
    this.story = told ? [] : null;
  }

  /** Part of the hash: bytes that became durable, or one line about what went on outside. */
  mark(what: string | Uint8Array): void {
    this.#hash.update(what);
  }

  count(what: string, by = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + by);
  }

  /** One line of the story; put together only where it is read. */
  tell(line: () => string): void {
    this.story?.push(`${this.#when()}  ${line()}`);
  }

  digest(): string {
    return this.#hash.copy().digest("hex");
  }
}
