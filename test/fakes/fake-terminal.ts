import type { Terminal } from "../../src/cli/terminal.ts";
import { plain } from "../../src/cli/views/frame.ts";

/** A terminal whose keys the test presses; after the last one she leaves. */
export class FakeTerminal implements Terminal {
  readonly interactive: boolean;
  readonly columns = 80;
  readonly paint = plain;
  written = "";
  lent = 0;
  closed = false;
  readonly #keys: string[];
  readonly #leaving = new AbortController();

  constructor(keys: readonly string[] | null) {
    this.interactive = keys !== null;
    this.#keys = [...(keys ?? [])];
  }

  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  write(text: string): void {
    this.written += text;
  }

  async key(): Promise<string | null> {
    // Lets everything that is under way come to the screen before the next key is pressed.
    await new Promise((resolve) => setImmediate(resolve));
    const key = this.#keys.shift();
    if (key === undefined) this.leave();
    return key ?? null;
  }

  leave(): void {
    this.#leaving.abort();
  }

  lend<T>(work: () => Promise<T>): Promise<T> {
    this.lent += 1;
    return work();
  }

  close(): void {
    this.closed = true;
  }
}
