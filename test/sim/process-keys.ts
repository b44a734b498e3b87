import type { Forgotten, Keys, SubjectKey } from "../../src/ledger/keys.ts";
import type { Disk } from "./disk.ts";

/** Keys as one process sees them: what it made is lost with it until it is synced. */
export class ProcessKeys implements Keys {
  readonly #disk: Disk;
  readonly #sync: (write: () => void) => Promise<void>;
  readonly #made = new Map<string, SubjectKey>();
  readonly #draw: () => SubjectKey;

  constructor(disk: Disk, draw: () => SubjectKey, sync: (write: () => void) => Promise<void>) {
    this.#disk = disk;
    this.#draw = draw;
    this.#sync = sync;
  }

  get(subject: string): SubjectKey | "destroyed" | null {
    return this.#made.get(subject) ?? this.#disk.keys.get(subject);
  }

  make(subject: string): SubjectKey {
    const key = this.#draw();
    this.#made.set(subject, key);
    return key;
  }

  adopt(subject: string, key: SubjectKey): void {
    this.#made.set(subject, key);
  }

  async synced(): Promise<void> {
    if (this.#made.size === 0) return;
    const made = [...this.#made];
    await this.#sync(() => {
      for (const [subject, key] of made) this.#disk.keys.adopt(subject, key);
    });
    for (const [subject, key] of made) {
      if (this.#made.get(subject) === key) this.#made.delete(subject);
    }
  }

  async destroy(subject: string, at: number): Promise<void> {
    await this.#sync(() => {
      this.#made.delete(subject);
      void this.#disk.keys.destroy(subject, at);
    });
  }

  forgotten(): Promise<readonly Forgotten[]> {
    return this.#disk.keys.forgotten();
  }

  all(): Promise<readonly { subject: string; key: SubjectKey }[]> {
    return this.#disk.keys.all();
  }

  async close(): Promise<void> {}
}
