import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { type Forgotten, keyFrom, type Keys, type SubjectKey } from "../../ledger/keys.ts";

/** Keys of a workspace that is thrown away. `random` gives 64 bytes; a simulation brings its own. */
export class MemoryKeys implements Keys {
  readonly #keys = new Map<string, SubjectKey>();
  readonly #forgotten = new Map<string, number>();
  readonly #random: () => Uint8Array;

  constructor(random: () => Uint8Array = () => randomBytes(64)) {
    this.#random = random;
  }

  get(subject: string): SubjectKey | "destroyed" | null {
    if (this.#forgotten.has(subject)) return "destroyed";
    return this.#keys.get(subject) ?? null;
  }

  make(subject: string): SubjectKey {
    assert(this.get(subject) === null, `Cannot make a key for "${subject}": it has or had one`);
    const key = keyFrom(this.#random());
    this.#keys.set(subject, key);
    return key;
  }

  adopt(subject: string, key: SubjectKey): void {
    if (!this.#forgotten.has(subject)) this.#keys.set(subject, key);
  }

  async synced(): Promise<void> {}

  async destroy(subject: string, at: number): Promise<void> {
    this.#keys.delete(subject);
    if (!this.#forgotten.has(subject)) this.#forgotten.set(subject, at);
  }

  async forgotten(): Promise<readonly Forgotten[]> {
    return Array.from(this.#forgotten, ([subject, at]) => ({ subject, at }));
  }

  async all(): Promise<readonly { subject: string; key: SubjectKey }[]> {
    return Array.from(this.#keys, ([subject, key]) => ({ subject, key }));
  }

  async close(): Promise<void> {}
}
