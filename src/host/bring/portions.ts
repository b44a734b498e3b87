import { mostRows } from "../../api/contract/memory.ts";
import type { NotKept, Portion } from "../../cli/deps/brought.ts";

/** What goes to the desk at once stays far below what it takes. */
const mostText = 1 << 20;

/** Gathers what is read until it is enough to be handed over. */
export class Portions<Row extends { line: number }> {
  #rows: Row[] = [];
  #refused: NotKept[] = [];
  #where = new Map<number, string>();
  #waiting = 0;

  take(row: Row, where: string): void {
    this.#rows.push(row);
    this.#where.set(row.line, where);
    this.#waiting += JSON.stringify(row).length;
  }

  refuse(line: number, where: string, reason: string): void {
    this.#refused.push({ line, where, reason });
  }

  /** Whether there is enough. */
  get full(): boolean {
    return this.#rows.length + this.#refused.length >= mostRows || this.#waiting >= mostText;
  }

  /** What was gathered; it is empty then. */
  *rest(): Generator<Portion<Row>> {
    for (let from = 0; from < Math.max(1, this.#rows.length); from += mostRows) {
      const rows = this.#rows.slice(from, from + mostRows);
      const refused = from === 0 ? this.#refused : [];
      if (rows.length + refused.length > 0) yield { rows, refused, where: this.#where };
    }
    this.#rows = [];
    this.#refused = [];
    this.#where = new Map();
    this.#waiting = 0;
  }
}
