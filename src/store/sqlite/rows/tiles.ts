import type { DatabaseSync, StatementSync } from "node:sqlite";
import { remedy } from "../../../ledger/codec.ts";
import { Damaged } from "../../../ledger/store.ts";
import { type Hash, hashBytes, rootOf, tileWidth } from "../../../ledger/tree.ts";

/**
 * The hashes of the tree over the events: leaves beside the events, roots of complete tiles here.
 * Whoever rolls back calls `unsure`.
 */
export class Tiles {
  readonly #add: StatementSync;
  readonly #leaves: StatementSync;
  readonly #tiles: StatementSync;
  /** Leaves of the tile that is being filled, as far as all of them were added here. */
  #filling: Hash[] = [];

  constructor(db: DatabaseSync) {
    this.#add = db.prepare("INSERT INTO tile (level, n, hash) VALUES (?, ?, ?)");
    this.#leaves = db.prepare(
      "SELECT seq - 1 AS n, leaf AS hash FROM event WHERE seq > ? ORDER BY seq LIMIT ?",
    );
    this.#tiles = db.prepare(
      "SELECT n, hash FROM tile WHERE level = ? AND n >= ? ORDER BY n LIMIT ?",
    );
  }

  /** In the transaction that adds event `seq`, after it was added: tiles that it completes (TR3). */
  complete(seq: number, leaf: Hash): void {
    const at = (seq - 1) % tileWidth;
    if (at === 0) this.#filling = [];
    if (at === this.#filling.length) this.#filling.push(leaf);
    for (let level = 1, size = seq; size % tileWidth === 0; level += 1) {
      const whole = level === 1 && this.#filling.length === tileWidth;
      const below = whole ? this.#filling : this.read(level - 1, size - tileWidth, tileWidth);
      size /= tileWidth;
      this.#add.run(level, size - 1, rootOf(below));
    }
  }

  /** Drops what was remembered of rows that may have been rolled back. */
  unsure(): void {
    this.#filling = [];
  }

  /** Hashes of one level, from place `from` on, as far as they are complete. */
  read(level: number, from: number, limit: number): Hash[] {
    const rows = level === 0 ? this.#leaves.all(from, limit) : this.#tiles.all(level, from, limit);
    return rows.map(({ n, hash }, i) => {
      if (n === from + i && hash instanceof Uint8Array && hash.byteLength === hashBytes)
        return hash;
      throw new Damaged(
        `Cannot read the proofs of the ledger: hash ${from + i} of level ${level} is missing or spoilt; ${remedy}`,
      );
    });
  }
}
