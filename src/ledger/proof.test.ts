import { hash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { consistency, extendsTree, includes, inclusion, rootAt, type Tree } from "./proof.ts";
import { type Hash, leafOf, rootOf, tileWidth } from "./tree.ts";

const hex = (hashes: readonly Hash[]) => hashes.map((each) => Buffer.from(each).toString("hex"));

/** A tree over these leaves, tiles included, as a store keeps them. */
function treeOver(leaves: readonly Hash[]): Tree {
  const levels: Hash[][] = [[...leaves]];
  for (let below = leaves; below.length >= tileWidth;) {
    const tiles: Hash[] = [];
    for (let i = 0; i + tileWidth <= below.length; i += tileWidth) {
      tiles.push(rootOf(below.slice(i, i + tileWidth)));
    }
    levels.push(tiles);
    below = tiles;
  }
  return { hashes: async (level, from, limit) => (levels[level] ?? []).slice(from, from + limit) };
}

/** The definitions of RFC 6962, 2.1, word for word. */
const naive = {
  split: (n: number): number => 2 ** Math.floor(Math.log2(n - 1)),
  sha: (...parts: Uint8Array[]): Hash => hash("sha256", Buffer.concat(parts), "buffer"),
  root(d: readonly Uint8Array[]): Hash {
    const [first] = d;
    if (first === undefined) return naive.sha();
    if (d.length === 1) return naive.sha(Buffer.of(0), first);
    const k = naive.split(d.length);
    return naive.sha(Buffer.of(1), naive.root(d.slice(0, k)), naive.root(d.slice(k)));
  },
  path(m: number, d: readonly Uint8Array[]): Hash[] {
    if (d.length === 1) return [];
    const k = naive.split(d.length);
    return m < k
      ? [...naive.path(m, d.slice(0, k)), naive.root(d.slice(k))]
      : [...naive.path(m - k, d.slice(k)), naive.root(d.slice(0, k))];
  },
  proof(m: number, d: readonly Uint8Array[], known = true): Hash[] {
    if (m === d.length) return known ? [] : [naive.root(d)];
    const k = naive.split(d.length);
    return m <= k
      ? [...naive.proof(m, d.slice(0, k), known), naive.root(d.slice(k))]
      : [...naive.proof(m - k, d.slice(k), false), naive.root(d.slice(0, k))];
  },
};

describe("the reference vectors of Certificate Transparency", () => {
  const data = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
  ].map((text) => Buffer.from(text, "hex"));
  const tree = treeOver(data.map(leafOf));
  const roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  const a = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7";
  const b = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e";
  const c = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4";
  const d = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b";
  const e = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0";
  const f = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a";
  const g = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f";
  const first = roots[1] ?? "";
  const two = roots[2] ?? "";
  const four = roots[4] ?? "";

  test.each(roots.map((root, size) => [size, root] as const))(
    "the root over %i leaves",
    async (size, root) => {
      expect(hex([await rootAt(tree, size)])).toEqual([root]);
    },
  );

  test.each([
    [0, 1, []],
    [0, 8, [a, b, c]],
    [5, 8, [d, e, four]],
    [2, 3, [two]],
    [1, 5, [first, b, d]],
  ])("inclusion of leaf %i among %i", async (index, size, path) => {
    expect(hex(await inclusion(tree, index, size))).toEqual(path);
  });

  test.each([
    [1, 1, []],
    [1, 8, [a, b, c]],
    [6, 8, [f, e, four]],
    [2, 5, [b, d]],
    [6, 7, [f, g, four]],
  ])("consistency of %i with %i", async (old, size, path) => {
    expect(hex(await consistency(tree, old, size))).toEqual(path);
  });
});

const leavesOf = (n: number) => Array.from({ length: n }, (_, i) => Buffer.from(`leaf ${i}`));

/** Sizes around those at which tiles and subtrees are completed. */
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 70 }),
  fc.constantFrom(255, 256, 257, 511, 512, 513, 600, 768),
);

test("roots and proofs are those of the definition, and prove what they say", async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, i, j) => {
      const data = leavesOf(size);
      const tree = treeOver(data.map(leafOf));
      const root = await rootAt(tree, size);
      expect(hex([root])).toEqual(hex([naive.root(data)]));
      const index = i % size;
      const path = await inclusion(tree, index, size);
      expect(hex(path)).toEqual(hex(naive.path(index, data)));
      const leaf = leafOf(data[index] ?? Buffer.alloc(0));
      expect(includes(root, size, index, leaf, path)).toBe(true);
      const old = 1 + (j % size);
      const joined = await consistency(tree, old, size);
      expect(hex(joined)).toEqual(hex(naive.proof(old, data)));
      const before = { size: old, root: await rootAt(tree, old) };
      expect(extendsTree(before, { size, root }, joined)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a tree of more than one level of tiles gives the same roots and proofs", async () => {
  const size = tileWidth * tileWidth + 300;
  const leaves = leavesOf(size).map(leafOf);
  const tree = treeOver(leaves);
  const root = await rootAt(tree, size);
  expect(hex([root])).toEqual(hex([rootOf(leaves)]));
  for (const index of [0, 255, 256, 65_535, 65_536, size - 1]) {
    const path = await inclusion(tree, index, size);
    const leaf = leaves[index] ?? Buffer.alloc(0);
    expect(includes(root, size, index, leaf, path)).toBe(true);
  }
  for (const old of [1, 255, 256, 65_535, 65_536, 65_537, size]) {
    const before = { size: old, root: rootOf(leaves.slice(0, old)) };
    expect(extendsTree(before, { size, root }, await consistency(tree, old, size))).toBe(true);
  }
});

test("PF1: a proof over 70,000 leaves is made of few and short reads", async () => {
  const tree = treeOver(leavesOf(70_000).map(leafOf));
  const reads: number[] = [];
  const counted: Tree = {
    hashes: (level, from, limit) => {
      reads.push(limit);
      return tree.hashes(level, from, limit);
    },
  };
  await inclusion(counted, 12_345, 70_000);
  expect(reads.length).toBeLessThan(40);
  expect(Math.max(...reads)).toBeLessThan(tileWidth);
});

test("PF2: any other leaf, place, size, root or path proves nothing", async () => {
  const other = leafOf(Buffer.from("other"));
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(), async (size, i, j) => {
      const data = leavesOf(size);
      const tree = treeOver(data.map(leafOf));
      const root = await rootAt(tree, size);
      const index = i % size;
      const leaf = leafOf(data[index] ?? Buffer.alloc(0));
      const path = await inclusion(tree, index, size);
      expect(includes(root, size, index, other, path)).toBe(false);
      expect(includes(other, size, index, leaf, path)).toBe(false);
      expect(includes(root, size, size, leaf, path)).toBe(false);
      expect(includes(root, size, index, leaf, [...path, other])).toBe(false);
      expect(includes(root, size, -1, leaf, path)).toBe(false);
      expect(includes(root, size, 0.5, leaf, path)).toBe(false);
      const at = path.length === 0 ? 0 : j % path.length;
      if (path.length > 0) {
        expect(includes(root, size, index, leaf, path.with(at, other))).toBe(false);
        expect(includes(root, size, index, leaf, path.slice(1))).toBe(false);
        expect(includes(root, size, (index + 1) % size, leaf, path)).toBe(false);
      }
      const old = 1 + (j % size);
      const joined = await consistency(tree, old, size);
      const before = { size: old, root: await rootAt(tree, old) };
      expect(extendsTree({ ...before, root: other }, { size, root }, joined)).toBe(false);
      expect(extendsTree(before, { size, root: other }, joined)).toBe(false);
      expect(extendsTree(before, { size, root }, [...joined, other])).toBe(false);
      expect(extendsTree({ size, root }, before, joined)).toBe(old === size);
      if (joined.length > 0) {
        const changed = joined.with(j % joined.length, other);
        expect(extendsTree(before, { size, root }, changed)).toBe(false);
        expect(extendsTree(before, { size, root }, joined.slice(1))).toBe(false);
        expect(extendsTree(before, { size, root }, [])).toBe(false);
      }
    }),
    { numRuns: 60 },
  );
});

test("every tree extends the empty one", async () => {
  const tree = treeOver(leavesOf(5).map(leafOf));
  const empty = { size: 0, root: await rootAt(tree, 0) };
  const now = { size: 5, root: await rootAt(tree, 5) };
  expect(extendsTree(empty, now, await consistency(tree, 0, 5))).toBe(true);
  expect(extendsTree(empty, now, [empty.root])).toBe(false);
});

test("what lies beyond the tree cannot be proven, and hashes that are missing are damage", async () => {
  const tree = treeOver(leavesOf(5).map(leafOf));
  expect(() => inclusion(tree, 5, 5)).toThrow("the tree ends at 4");
  expect(() => consistency(tree, 6, 5)).toThrow(RangeError);
  await expect(rootAt(new MemoryStore(), 1)).rejects.toThrow(/hash 0 of level 0 is missing; stop/);
});
