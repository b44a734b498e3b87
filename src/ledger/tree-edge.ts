import { type Hash, rootOf, rootOfRows, tileWidth } from "./tree.ts";

/**
 * The right edge of a tree that is read from its first leaf on: per level, the hashes that no
 * complete tile covers yet. It knows the root over all leaves so far at any time.
 */
export class TreeEdge {
  readonly #rows: Hash[][] = [[]];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Tells of every tile that the leaf completes. */
  add(leaf: Hash, completed: (level: number, n: number, hash: Hash) => void): void {
    this.#size += 1;
    let hash = leaf;
    for (let level = 0, n = this.#size; ; level += 1) {
      const row = (this.#rows[level] ??= []);
      row.push(hash);
      if (row.length < tileWidth) return;
      n /= tileWidth;
      hash = rootOf(row);
      row.length = 0;
      completed(level + 1, n - 1, hash);
    }
  }

  root(): Hash {
    return rootOfRows(this.#rows);
  }
}
