import type { Desk } from "../api/contract/desk.ts";

/** The number under which the parts of an import are kept. */
export class Importing {
  readonly #desk: Desk;
  readonly #begin: Parameters<Desk["beginImport"]>[0];
  #number: number | undefined;

  constructor(desk: Desk, begin: Parameters<Desk["beginImport"]>[0]) {
    this.#desk = desk;
    this.#begin = begin;
  }

  /** Nothing begins before there is a line to keep. */
  async part(rows: number): Promise<{ import?: number }> {
    if (this.#number === undefined && rows > 0) {
      this.#number = (await this.#desk.beginImport(this.#begin)).number;
    }
    return this.#number === undefined ? {} : { import: this.#number };
  }
}
