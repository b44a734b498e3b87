import { dots, room } from "./dots.ts";

/**
 * Vectors of length 1, a byte for each part, and the cosine of another with all of them.
 *
 * PV1 Every one is compared: sums are whole numbers, so that the answer is the same on every machine.
 * PV2 A part beyond ±0.3 is cut off there. Of 384 parts that make a length of 1, few are.
 */
const scale = 127 / 0.3;

export function packed(vector: Float32Array): Int8Array {
  return Int8Array.from(vector, (part) => Math.max(-127, Math.min(127, Math.round(part * scale))));
}

export class PackedVectors {
  readonly #dots: ReturnType<typeof dots>;
  #size = 0;

  /** `dimensions`: a multiple of 16. */
  constructor(dimensions: number) {
    this.#dots = dots(dimensions);
  }

  get size(): number {
    return this.#size;
  }

  /** The place of this one among them. */
  add(vector: Int8Array): number {
    this.#dots.write(this.#size, vector);
    this.#size += 1;
    return this.#size - 1;
  }

  /** In order of their places. */
  cosines(to: Float32Array): Float32Array {
    const found = new Float32Array(this.#size);
    this.#dots.ask(packed(to));
    for (let from = 0; from < this.#size; from += room) {
      const sums = this.#dots.sums(from, Math.min(room, this.#size - from));
      for (const [i, sum] of sums.entries()) found[from + i] = sum / (scale * scale);
    }
    return found;
  }
}
