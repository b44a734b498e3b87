/**
 * Vectors of unit length, packed, and which of them lie nearest to another.
 *
 * NV1 Up to `allUpTo` vectors every one is compared in full. Beyond, the signs of their parts choose
 *     `shortlist` of them first, which alone are compared in full: 1 bit instead of 32 to read.
 * NV2 Equal vectors are equally near, and then the later key stands first: the answer depends on what
 *     is held, not on the order in which it came.
 */
export type Near = { key: number; cosine: number };

const allUpTo = 20_000;
const shortlist = 2_000;
const growth = 1.5;

export class Vectors {
  readonly dimensions: number;
  readonly #words: number;
  #size = 0;
  #keys: Float64Array;
  #parts: Float32Array;
  #signs: Int32Array;

  constructor(dimensions: number, room = 64) {
    this.dimensions = dimensions;
    this.#words = Math.ceil(dimensions / 32);
    this.#keys = new Float64Array(room);
    this.#parts = new Float32Array(room * dimensions);
    this.#signs = new Int32Array(room * this.#words);
  }

  get size(): number {
    return this.#size;
  }

  /** A key is given once. */
  add(key: number, vector: Float32Array): void {
    if (vector.length !== this.dimensions) {
      throw new RangeError(
        `Cannot hold a vector of ${vector.length} parts among those of ${this.dimensions}`,
      );
    }
    if (this.#size === this.#keys.length) this.#grow();
    this.#keys[this.#size] = key;
    this.#parts.set(vector, this.#size * this.dimensions);
    this.#signs.set(signsOf(vector, this.#words), this.#size * this.#words);
    this.#size += 1;
  }

  nearest(to: Float32Array, limit: number): Near[] {
    const rows = this.#size <= allUpTo ? this.#all() : this.#shortlisted(to);
    const found = rows.map((row) => ({ key: this.#keys[row] ?? 0, cosine: this.#cosine(row, to) }));
    return found.toSorted((a, b) => b.cosine - a.cosine || b.key - a.key).slice(0, limit);
  }

  #all(): number[] {
    return Array.from({ length: this.#size }, (_, row) => row);
  }

  /** Rows whose signs differ the least, all of the last distance that still fits among them. */
  #shortlisted(to: Float32Array): number[] {
    const wanted = signsOf(to, this.#words);
    const distances = new Uint16Array(this.#size);
    const counts = new Uint32Array(this.dimensions + 1);
    for (let row = 0, at = 0; row < this.#size; row += 1) {
      let distance = 0;
      for (let word = 0; word < this.#words; word += 1, at += 1) {
        distance += ones((this.#signs[at] ?? 0) ^ (wanted[word] ?? 0));
      }
      distances[row] = distance;
      counts[distance] = (counts[distance] ?? 0) + 1;
    }
    let reach = 0;
    for (let taken = counts[0] ?? 0; taken < shortlist; taken += counts[reach] ?? 0) reach += 1;
    const rows: number[] = [];
    for (let row = 0; row < this.#size; row += 1) {
      if ((distances[row] ?? 0) <= reach) rows.push(row);
    }
    return rows;
  }

  #cosine(row: number, to: Float32Array): number {
    let sum = 0;
    for (let i = 0, at = row * this.dimensions; i < this.dimensions; i += 1, at += 1) {
      sum += (this.#parts[at] ?? 0) * (to[i] ?? 0);
    }
    return sum;
  }

  #grow(): void {
    const room = Math.ceil(this.#keys.length * growth);
    const keys = new Float64Array(room);
    const parts = new Float32Array(room * this.dimensions);
    const signs = new Int32Array(room * this.#words);
    keys.set(this.#keys);
    parts.set(this.#parts);
    signs.set(this.#signs);
    this.#keys = keys;
    this.#parts = parts;
    this.#signs = signs;
  }
}

function signsOf(vector: Float32Array, words: number): Int32Array {
  const signs = new Int32Array(words);
  for (const [i, part] of vector.entries()) {
    if (part > 0) signs[i >> 5] = (signs[i >> 5] ?? 0) | (1 << (i & 31));
  }
  return signs;
}

/** Bits that are set in 32: Hacker's Delight, 5-2. */
function ones(bits: number): number {
  let n = bits - ((bits >>> 1) & 0x5555_5555);
  n = (n & 0x3333_3333) + ((n >>> 2) & 0x3333_3333);
  return Math.imul((n + (n >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
