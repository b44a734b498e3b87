import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Row, Search, Table } from "../../../ledger/table.ts";
import { quoted } from "./table-sql.ts";

export const createWords = (name: string): string =>
  `CREATE VIRTUAL TABLE ${indexName(name)} USING fts5(within, words, content='', contentless_delete=1, detail='column', tokenize='ascii')`;

export const dropWords = (name: string): string => `DROP TABLE IF EXISTS ${indexName(name)}`;

/**
 * The full-text side of a declared table: an FTS5 table without content, whose row numbers are the
 * table's keys.
 *
 * FT1 Each row holds the value that it is found within as one token of its own, and a search names
 *     exactly that token: what stands within another value is never matched, and needs no filter.
 * FT2 It keeps no text beside its index. A row that is removed is found no more; its words leave the file
 *     when the table is made anew, as every rebuild does.
 */
export class WordRows {
  readonly #within: string;
  readonly #put: StatementSync;
  readonly #remove: StatementSync;
  readonly #search: StatementSync;

  constructor(db: DatabaseSync, { name, words }: Table) {
    const index = indexName(name);
    this.#within = words?.within ?? "";
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO ${index} (rowid, within, words) VALUES (?, ?, ?)`,
    );
    this.#remove = db.prepare(`DELETE FROM ${index} WHERE rowid = ?`);
    this.#search = db.prepare(`SELECT rowid FROM ${index} WHERE ${index} MATCH ? ORDER BY rowid`);
    this.#search.setReturnArrays(true);
  }

  put(key: number, row: Row, words: readonly string[]): void {
    this.#put.run(key, token(String(row[this.#within] ?? "")), words.join(" "));
  }

  remove(key: number): void {
    this.#remove.run(key);
  }

  search({ within, words }: Search): number[] {
    if (words.length === 0) return [];
    const any = words.map((word) => `"${word}"`).join(" OR ");
    const rows = this.#search.all(`within : "${token(within)}" AND words : (${any})`);
    // Arrays were asked for, of a row's number alone.
    return (rows as unknown as [number][]).map(([key]) => key);
  }
}

/** Keys above a number of what stands within any of some values (`anyOf`), both given as parameters. */
export const keysWithin = (name: string): string =>
  `SELECT rowid FROM ${indexName(name)} WHERE ${indexName(name)} MATCH ? AND rowid > ?`;

export const anyOf = (values: readonly string[]): string =>
  `within : (${values.map((value) => `"${token(value)}"`).join(" OR ")})`;

const indexName = (table: string): string => quoted(`w_${table}`);

/** One token, whatever stands in the value; two values never make the same. */
const token = (value: string): string => `x${Buffer.from(value).toString("hex")}`;
