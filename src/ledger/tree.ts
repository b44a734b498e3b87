import { hash } from "node:crypto";

/**
 * The Merkle tree of RFC 6962 (RFC 9162, 2.1) over the stored bytes of events: leaf `seq - 1`.
 *
 * TR1 The hash of a leaf is SHA-256(0x00 ‖ bytes), of an inner node SHA-256(0x01 ‖ left ‖ right):
 *     neither can be taken for the other.
 * TR2 The root over n leaves joins the root of the first 2^k of them, the largest such number below
 *     n, with the root of the others; the root over none is SHA-256 of nothing.
 * TR3 A tile is the root of 256 complete tiles of the level below, which are the leaves at level 0.
 *     Once written it never changes, whatever is appended.
 */
export type Hash = Uint8Array;

export const hashBytes = 32;
export const tileWidth = 256;

export const emptyRoot: Hash = digest(new Uint8Array());

let scratch = Buffer.alloc(4096);
const pair = Buffer.alloc(1 + 2 * hashBytes, 1);

export function leafOf(bytes: Uint8Array): Hash {
  const length = bytes.byteLength + 1;
  if (scratch.length < length) scratch = Buffer.alloc(2 * length);
  scratch.set(bytes, 1);
  return digest(scratch.subarray(0, length));
}

export function nodeOf(left: Hash, right: Hash): Hash {
  pair.set(left, 1);
  pair.set(right, 1 + hashBytes);
  return digest(pair);
}

/** The root over these hashes, of leaves or of complete trees of one size (TR2). */
export function rootOf(hashes: readonly Hash[]): Hash {
  if (hashes.length === 0) return emptyRoot;
  const row = Buffer.concat(hashes);
  for (let n = hashes.length; n > 1; n = (n + 1) >> 1) {
    for (let i = 0; i < n; i += 2) {
      const from = i * hashBytes;
      const to = (i / 2) * hashBytes;
      if (i + 1 === n) row.copy(row, to, from, from + hashBytes);
      else {
        row.copy(pair, 1, from, from + 2 * hashBytes);
        row.write(hash("sha256", pair, "hex"), to, "hex");
      }
    }
  }
  return new Uint8Array(row.subarray(0, hashBytes));
}

/** The root over rows of complete trees, side by side: the smallest, which stand rightmost, first. */
export function rootOfRows(rows: readonly (readonly Hash[])[]): Hash {
  let rest: readonly Hash[] = [];
  for (const row of rows) {
    const all = [...row, ...rest];
    if (all.length > 0) rest = [rootOf(all)];
  }
  return rest[0] ?? emptyRoot;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Into a string and out of it again: three times as fast as into a buffer of its own. */
function digest(bytes: Uint8Array): Hash {
  return Buffer.from(hash("sha256", bytes, "hex"), "hex");
}
