import type { DatabaseSync } from "node:sqlite";
import { remedy } from "../../../ledger/codec.ts";
import { Damaged } from "../../../ledger/store.ts";
import { ofJson } from "../../../value/digest.ts";

/** The row that proves the others; no setting has such a name. */
const proof = "#";

/**
 * Small settings of the data folder, which no event tells: nothing derives them again.
 *
 * MT1 One row holds a digest over all others and counts the changes, in the transaction of each
 *     change: a changed, a missing and an added row are Damaged, and so is an older state of them all
 *     where more changes were acknowledged (PS2).
 * MT2 Settings from before there was such a row prove nothing, until the next change.
 */
export class MetaRows {
  readonly #sql;

  constructor(db: DatabaseSync) {
    this.#sql = {
      all: db.prepare("SELECT key, value FROM meta ORDER BY key"),
      put: db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)"),
    };
  }

  get(key: string): string | null {
    return this.#read().rows.get(key) ?? null;
  }

  all(): Record<string, string> {
    return Object.fromEntries(this.#read().rows);
  }

  /** How often they were changed. */
  changes(): number {
    return this.#read().changes;
  }

  /** Inside a transaction. */
  set(key: string, value: string): void {
    const { rows, changes } = this.#read();
    this.#sql.put.run(key, value);
    this.#prove(rows.set(key, value), changes + 1);
  }

  /** Inside a transaction: everything that another file holds. */
  take(from: MetaRows): void {
    const { rows, changes } = from.#read();
    for (const [key, value] of rows) this.#sql.put.run(key, value);
    this.#prove(rows, changes);
  }

  #prove(rows: Map<string, string>, changes: number): void {
    this.#sql.put.run(proof, proofOf(rows, changes));
  }

  #read(): { rows: Map<string, string>; changes: number } {
    const found = this.#sql.all.all();
    const rows = new Map(found.map(({ key, value }) => [String(key), String(value)]));
    const told = rows.get(proof);
    rows.delete(proof);
    if (told === undefined) return { rows, changes: 0 };
    const changes = Number(told.split(" ")[0]);
    if (proofOf(rows, changes) === told) return { rows, changes };
    throw new Damaged(
      `Cannot read the settings of the data folder: they do not match their digest; ${remedy}`,
    );
  }
}

function proofOf(rows: ReadonlyMap<string, string>, changes: number): string {
  return `${changes} ${ofJson({ changes, rows: Object.fromEntries(rows) })}`;
}
