import type { VectorStore } from "../../embed/contract.ts";
import { PackedVectors } from "../../embed/packed.ts";
import type { EventStore } from "../../ledger/store.ts";
import { Corpus } from "../../memory/finding/corpus.ts";

/** One client's passages and their vectors, as they are compared. */
type Held = {
  corpus: Corpus;
  vectors: Placed;
  /** Of how many passages it is known that they are to have none. */
  withheld: number;
  passagesTo: number;
  vectorsTo: Map<string, number>;
};

/** Passages held at once, over all clients: some 60 MB. Whoever was asked for least lately goes first. */
const mostHeld = 150_000;

/** Rows that are read at once: those of 100,000 passages would take more room than what is kept of them. */
const page = 5_000;

/** Keeps what was asked for lately ready, and up to date with what was kept since. */
export class Shelf {
  readonly #store: EventStore;
  readonly #vectors: VectorStore;
  readonly #dimensions: number;
  readonly #held = new Map<string, Held>();

  constructor(store: EventStore, vectors: VectorStore, dimensions: number) {
    this.#store = store;
    this.#vectors = vectors;
    this.#dimensions = dimensions;
  }

  async of(clients: readonly string[]): Promise<Pick<Held, "corpus" | "vectors" | "withheld">> {
    const name = JSON.stringify(clients);
    const held = this.#held.get(name) ?? this.#empty();
    this.#held.delete(name);
    this.#held.set(name, held);
    await this.#catchUp(held, clients);
    this.#makeRoom(name);
    return held;
  }

  clear(): void {
    this.#held.clear();
  }

  #empty(): Held {
    const vectors = new Placed(this.#dimensions);
    return { corpus: new Corpus(), vectors, withheld: 0, passagesTo: 0, vectorsTo: new Map() };
  }

  async #catchUp(held: Held, clients: readonly string[]): Promise<void> {
    for (let more = true; more;) more = await this.#readPage(held, clients);
    for (const client of clients) {
      const withdrawn: number[] = [];
      for (const { key, vector } of this.#vectors.of(client, held.vectorsTo.get(client) ?? 0)) {
        const position = held.corpus.positionOf(key);
        if (position === null && key > held.passagesTo) break;
        if (position === null) withdrawn.push(key);
        else if (vector === null) held.withheld += 1;
        else held.vectors.add(position, vector);
        held.vectorsTo.set(client, key);
      }
      // What a crash left of passages that were withdrawn.
      if (withdrawn.length > 0) this.#vectors.remove(withdrawn.map((key) => ({ client, key })));
    }
  }

  /** True if there may be another. */
  async #readPage(held: Held, clients: readonly string[]): Promise<boolean> {
    const rows = await this.#store.find({
      table: "passage",
      where: { client: clients },
      above: { seq: held.passagesTo },
      order: [{ column: "seq" }],
      limit: page,
    });
    for (const row of rows) {
      const key = Number(row["seq"]);
      // Another asker may have caught up meanwhile.
      if (key <= held.passagesTo) continue;
      held.corpus.add({
        key,
        author: String(row["author"]),
        thread: String(row["thread"]),
        at: Number(row["at"]),
        words: Number(row["words"]),
        chars: Number(row["chars"]),
        flags: Number(row["flags"]),
      });
      held.passagesTo = key;
    }
    return rows.length === page;
  }

  #makeRoom(asked: string): void {
    let sum = 0;
    for (const { corpus } of this.#held.values()) sum += corpus.size;
    for (const [name, { corpus }] of this.#held) {
      if (sum <= mostHeld || name === asked) return;
      this.#held.delete(name);
      sum -= corpus.size;
    }
  }
}

/** Vectors with the positions of the passages that they are of. */
class Placed {
  readonly #vectors: PackedVectors;
  readonly #positions: number[] = [];

  constructor(dimensions: number) {
    this.#vectors = new PackedVectors(dimensions);
  }

  get size(): number {
    return this.#vectors.size;
  }

  add(position: number, vector: Int8Array): void {
    this.#vectors.add(vector);
    this.#positions.push(position);
  }

  /** By position; 0 where there is no vector. */
  cosines(to: Float32Array, size: number): Float32Array {
    const found = new Float32Array(size);
    for (const [i, cosine] of this.#vectors.cosines(to).entries()) {
      found[this.#positions[i] ?? 0] = cosine;
    }
    return found;
  }
}
