import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { remedy } from "../../../ledger/codec.ts";
import { Damaged, type StoredValue } from "../../../ledger/store.ts";
import { ofBytes } from "../../../value/digest.ts";
import { type Blobs, isDigest } from "../blobs.ts";

/** Larger values stand as files beside the database. */
export const inlineBytes = 4096;

/**
 * The content that events name. Bytes in rows are judged against the event's digest by whoever
 * decodes the event; bytes in files by the name of the file.
 */
export class ValueRows {
  readonly #blobs: Blobs;
  readonly #sql;

  constructor(db: DatabaseSync, blobs: Blobs) {
    this.#blobs = blobs;
    this.#sql = {
      add: db.prepare("INSERT INTO value (seq, name, bytes, blob) VALUES (?, ?, ?, ?)"),
      drop: db.prepare("DELETE FROM value WHERE seq = ?"),
      between: db.prepare("SELECT * FROM value WHERE seq BETWEEN ? AND ? ORDER BY seq, name"),
      sizes: db.prepare(
        "SELECT seq, name, length(bytes) AS size, blob FROM value WHERE seq BETWEEN ? AND ? ORDER BY seq, name",
      ),
      of: db.prepare(
        "SELECT * FROM value WHERE seq IN (SELECT value FROM json_each(?)) ORDER BY seq, name",
      ),
    };
  }

  /** The file of a large value was synced before (SP3). */
  add(seq: number, value: StoredValue): void {
    const { name, bytes } = value;
    if (bytes.byteLength > inlineBytes) this.#sql.add.run(seq, name, null, ofBytes(bytes));
    else this.#sql.add.run(seq, name, bytes, null);
  }

  drop(seq: number): void {
    this.#sql.drop.run(seq);
  }

  between(first: number, last: number): Map<number, StoredValue[]> {
    return this.#grouped(this.#sql.between.all(first, last));
  }

  /** Of a file that is missing, none. */
  sizes(first: number, last: number): Map<number, { name: string; size: number }[]> {
    const bySeq = new Map<number, { name: string; size: number }[]>();
    for (const { seq, name, size, blob } of this.#sql.sizes.all(first, last)) {
      const one = {
        name: String(name),
        size: typeof blob === "string" ? this.#blobs.size(blob) : Number(size),
      };
      const sizes = bySeq.get(Number(seq));
      if (sizes === undefined) bySeq.set(Number(seq), [one]);
      else sizes.push(one);
    }
    return bySeq;
  }

  of(seqs: readonly number[]): Map<number, StoredValue[]> {
    return this.#grouped(this.#sql.of.all(JSON.stringify(seqs)));
  }

  #grouped(rows: readonly Record<string, SQLOutputValue>[]): Map<number, StoredValue[]> {
    const bySeq = new Map<number, StoredValue[]>();
    for (const row of rows) {
      const seq = Number(row["seq"]);
      const value = this.#value(row);
      const values = bySeq.get(seq);
      if (values === undefined) bySeq.set(seq, [value]);
      else values.push(value);
    }
    return bySeq;
  }

  #value({ seq, name, bytes, blob }: Record<string, SQLOutputValue>): StoredValue {
    if (typeof name === "string" && bytes instanceof Uint8Array) return { name, bytes };
    if (typeof name === "string" && typeof blob === "string" && isDigest(blob)) {
      return { name, bytes: this.#blobs.read(blob) };
    }
    throw new Damaged(`Cannot read a value of event ${String(seq)}: its row is spoilt; ${remedy}`);
  }
}
