import type { DatabaseSync, StatementSync } from "node:sqlite";
import { equal, type Hash, hashBytes, tileWidth } from "../../../ledger/tree.ts";
import { TreeEdge } from "../../../ledger/tree-edge.ts";
import type { Findings } from "./findings.ts";

/** The tree over the leaves as they are stored, beside the tiles that are kept of it. */
export class AuditedTree {
  readonly roots = new Map<number, Hash>();
  readonly #edge = new TreeEdge();
  readonly #sizes: readonly number[];
  readonly #findings: Findings;
  readonly #tile: StatementSync;
  readonly #tiles: StatementSync;
  #next = 0;
  #completed = 0;
  #lost = false;

  /** `sizes`: for which roots are asked, in rising order. */
  constructor(db: DatabaseSync, sizes: readonly number[], findings: Findings) {
    this.#sizes = sizes;
    this.#findings = findings;
    this.#tile = db.prepare("SELECT hash FROM tile WHERE level = ? AND n = ?");
    this.#tiles = db.prepare("SELECT count(*) AS n FROM tile");
    this.#tell();
  }

  /** AU3. */
  lose(): void {
    this.#lost = true;
  }

  add(leaf: string): void {
    if (this.#lost) return;
    if (leaf.length !== 2 * hashBytes) return this.lose();
    this.#edge.add(Buffer.from(leaf, "hex"), (level, n, computed) => {
      this.#completed += 1;
      const stored = this.#tile.get(level, n)?.["hash"];
      if (stored instanceof Uint8Array && equal(stored, computed)) return;
      const width = tileWidth ** level;
      const [from, to] = [n * width + 1, (n + 1) * width];
      const what = stored === undefined ? "has no hash over" : "keeps another hash over";
      this.#findings.add("tree", from, to, `The proof tree ${what} entries ${from} to ${to}`);
    });
    this.#tell();
  }

  end(): void {
    if (this.#lost) return;
    const stored = Number(this.#tiles.get()?.["n"]);
    if (stored <= this.#completed) return;
    const message = "The proof tree reaches beyond the last entry: entries are gone";
    this.#findings.add("tree", this.#edge.size + 1, null, message);
  }

  #tell(): void {
    while (this.#sizes[this.#next] === this.#edge.size) {
      this.roots.set(this.#edge.size, this.#edge.root());
      this.#next += 1;
    }
  }
}
