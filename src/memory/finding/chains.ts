import { type Cells, Column } from "./column.ts";

/** No neighbour. */
export const none = -1;

/**
 * The passages of each conversation in a row.
 *
 * CH1 They stand in the order of `at`, then of their keys, whatever the order they come in.
 * CH2 What comes is put in its place when neighbours are asked for, all at once: as late as it may be,
 *     it is compared with what stands behind it in its conversation alone.
 */
export class Chains {
  readonly #at: Cells;
  readonly #keys: Cells;
  readonly #previous = new Column();
  readonly #next = new Column();
  /** The first and the last position of each conversation. */
  readonly #first = new Column();
  readonly #last = new Column();
  /** Positions that came since, by conversation. */
  readonly #come = new Map<number, number[]>();

  constructor(at: Cells, keys: Cells) {
    this.#at = at;
    this.#keys = keys;
  }

  /** `thread` is one that is known already or the next number. */
  add(position: number, thread: number): void {
    this.#previous.push(none);
    this.#next.push(none);
    if (thread === this.#last.size) {
      this.#first.push(none);
      this.#last.push(none);
    }
    const come = this.#come.get(thread);
    if (come === undefined) this.#come.set(thread, [position]);
    else come.push(position);
  }

  get previous(): Cells {
    this.#settle();
    return this.#previous;
  }

  get next(): Cells {
    this.#settle();
    return this.#next;
  }

  get first(): Cells {
    this.#settle();
    return this.#first;
  }

  #settle(): void {
    for (const [thread, come] of this.#come) this.#weave(thread, come);
    this.#come.clear();
  }

  /** From the end on, as two sorted lists are merged. */
  #weave(thread: number, come: number[]): void {
    let behind: number = none;
    let ahead = this.#last.read(thread);
    for (const position of come.sort((a, b) => this.#order(b, a))) {
      while (ahead !== none && this.#order(ahead, position) > 0) {
        behind = ahead;
        ahead = this.#previous.read(ahead);
      }
      this.#link(position, behind, thread);
      this.#link(ahead, position, thread);
      behind = position;
    }
  }

  #link(one: number, other: number, thread: number): void {
    if (one === none) this.#first.write(thread, other);
    else this.#next.write(one, other);
    if (other === none) this.#last.write(thread, one);
    else this.#previous.write(other, one);
  }

  #order(a: number, b: number): number {
    return this.#at.read(a) - this.#at.read(b) || this.#keys.read(a) - this.#keys.read(b);
  }
}
