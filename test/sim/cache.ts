import type { Random } from "./random.ts";

/** One write, as it was asked for, and by which process. */
export type Change = { method: string; args: readonly unknown[]; by: string };

/**
 * What the machine has been given to keep and a power cut may still take. A process that dies alone
 * takes nothing of it.
 *
 * CC1 The ledger's file is a log: what is taken of it is its end.
 * CC2 A file is taken with its name, while that is not synced, or torn, while its bytes are not.
 * CC3 What was synced stays.
 */
export class Cache {
  #log: Change[] = [];
  readonly #names = new Set<Change>();
  readonly #bytes = new Set<Change>();

  write(change: Change): void {
    if (change.method === "putBlob") {
      this.#names.add(change);
      this.#bytes.add(change);
      this.#syncBytes(change);
    } else if (change.method === "dropBlob") this.#names.add(change);
    else this.#log.push(change);
  }

  /** The last that a store does before it answers (SP1, SP3). */
  sync(change: Change): void {
    if (change.method.endsWith("Blob")) this.#names.delete(change);
    else this.#log = [];
  }

  /** BL1: the bytes of a file are synced before it has its name. */
  #syncBytes(change: Change): void {
    this.#bytes.delete(change);
  }

  powerCut(random: Random): { lost: ReadonlySet<Change>; torn: ReadonlySet<Change> } {
    const lost = new Set(this.#log.slice(random.between(0, this.#log.length)));
    for (const change of random.some([...this.#names], 0.5)) lost.add(change);
    const torn = new Set(random.some([...this.#bytes], 0.5));
    this.#log = [];
    this.#names.clear();
    this.#bytes.clear();
    return { lost, torn };
  }
}
