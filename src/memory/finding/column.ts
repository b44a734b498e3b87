/** What reads a column need not be able to write it. */
export type Cells = { readonly size: number; read(at: number): number };

/**
 * Numbers by position: 0 where none was written yet. One kind of array for all columns: the loops that
 * read several of them at once are then compiled for that kind alone.
 */
export class Column implements Cells {
  #cells: Float64Array;
  #size: number;

  constructor(size = 0) {
    this.#cells = new Float64Array(size);
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  read(at: number): number {
    return this.#cells[at] ?? 0;
  }

  /** At a position that is there. */
  write(at: number, value: number): void {
    this.#cells[at] = value;
  }

  push(value: number): void {
    if (this.#size === this.#cells.length) {
      const wider = new Float64Array(Math.max(64, 2 * this.#size));
      wider.set(this.#cells);
      this.#cells = wider;
    }
    this.#cells[this.#size] = value;
    this.#size += 1;
  }
}
