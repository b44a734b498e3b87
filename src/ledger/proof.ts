import { remedy } from "./codec.ts";
import { Damaged, type EventStore } from "./store.ts";
import { equal, type Hash, nodeOf, rootOfRows, tileWidth } from "./tree.ts";

/**
 * Proofs of RFC 6962 (RFC 9162, 2.1.3 and 2.1.4): made from the hashes that a store keeps, checked
 * with nothing but hashing.
 *
 * PF1 Making one reads, per subtree of its path, one row of at most 255 hashes at each level.
 * PF2 A check that answers true means: whoever stands by the root stands by these bytes, or by the
 *     older root, too. It never throws, whatever it is given.
 */
export type Tree = Pick<EventStore, "hashes">;

/** First and last-but-one leaf of a subtree. */
type Span = readonly [from: number, to: number];

/** The root over the first `size` events. */
export function rootAt(tree: Tree, size: number): Promise<Hash> {
  return rootBetween(tree, [0, size]);
}

/** The path from leaf `index` to the root over the first `size` events. */
export function inclusion(tree: Tree, index: number, size: number): Promise<Hash[]> {
  assertWithin(index, size - 1);
  const beside: Span[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + half(to - from);
    if (index < middle) {
      beside.push([middle, to]);
      to = middle;
    } else {
      beside.push([from, middle]);
      from = middle;
    }
  }
  return roots(tree, beside.toReversed());
}

/** What joins the root over the first `old` events to the root over the first `size`. */
export function consistency(tree: Tree, old: number, size: number): Promise<Hash[]> {
  assertWithin(old, size);
  if (old === 0) return Promise.resolve([]);
  const beside: Span[] = [];
  let [from, to] = [0, size];
  while (old < to) {
    const middle = from + half(to - from);
    if (old <= middle) {
      beside.push([middle, to]);
      to = middle;
    } else {
      beside.push([from, middle]);
      from = middle;
    }
  }
  // The old root itself is known to whoever checks, unless it is part of a larger old tree.
  if (from > 0) beside.push([from, to]);
  return roots(tree, beside.toReversed());
}

/** RFC 9162, 2.1.3.2. */
export function includes(
  root: Hash,
  size: number,
  index: number,
  leaf: Hash,
  path: readonly Hash[],
): boolean {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [at, last] = [index, size - 1];
  let found = leaf;
  for (const hash of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      found = nodeOf(hash, found);
      while (at % 2 === 0 && at > 0) [at, last] = up(at, last);
    } else {
      found = nodeOf(found, hash);
    }
    [at, last] = up(at, last);
  }
  return last === 0 && equal(found, root);
}

/** RFC 9162, 2.1.4.2. */
export function extendsTree(
  old: { size: number; root: Hash },
  now: { size: number; root: Hash },
  path: readonly Hash[],
): boolean {
  if (!isCount(old.size) || !isCount(now.size) || old.size > now.size) return false;
  if (old.size === now.size) return path.length === 0 && equal(old.root, now.root);
  if (old.size === 0) return path.length === 0;
  let [at, last] = [old.size - 1, now.size - 1];
  while (at % 2 === 1) [at, last] = up(at, last);
  // A complete old tree is its own first part.
  const [first, ...rest] = at === 0 ? [old.root, ...path] : path;
  if (first === undefined) return false;
  let [before, after] = [first, first];
  for (const hash of rest) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = nodeOf(hash, before);
      after = nodeOf(hash, after);
      while (at % 2 === 0 && at > 0) [at, last] = up(at, last);
    } else {
      after = nodeOf(after, hash);
    }
    [at, last] = up(at, last);
  }
  return last === 0 && equal(before, old.root) && equal(after, now.root);
}

/** Numbers of leaves outgrow what bit operations can hold. */
function up(at: number, last: number): [number, number] {
  return [Math.floor(at / 2), Math.floor(last / 2)];
}

/** The largest power of two below `n`. */
function half(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

async function roots(tree: Tree, spans: readonly Span[]): Promise<Hash[]> {
  const found: Hash[] = [];
  for (const span of spans) found.push(await rootBetween(tree, span));
  return found;
}

/** `from` is a multiple of a power of two that is no smaller than the span, as TR2 cuts them. */
async function rootBetween(tree: Tree, [from, to]: Span): Promise<Hash> {
  let level = 0;
  let unit = 1;
  while (unit * tileWidth <= to - from) {
    level += 1;
    unit *= tileWidth;
  }
  const rows: (readonly Hash[])[] = [];
  for (let at = from; at < to; level -= 1, unit /= tileWidth) {
    const count = Math.floor((to - at) / unit);
    rows.unshift(await row(tree, level, at / unit, count));
    at += count * unit;
  }
  return rootOfRows(rows);
}

async function row(
  tree: Tree,
  level: number,
  from: number,
  count: number,
): Promise<readonly Hash[]> {
  if (count === 0) return [];
  const hashes = await tree.hashes(level, from, count);
  if (hashes.length === count) return hashes;
  throw new Damaged(
    `Cannot read the proofs of the ledger: hash ${from + hashes.length} of level ${level} is missing; ${remedy}`,
  );
}

function assertWithin(n: number, most: number): void {
  if (isCount(n) && n <= most) return;
  throw new RangeError(`Cannot prove anything about place ${n}: the tree ends at ${most}`);
}

function isCount(n: number): boolean {
  return Number.isSafeInteger(n) && n >= 0;
}
