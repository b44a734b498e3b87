import { expect, test } from "vitest";
import { TreeEdge } from "./tree-edge.ts";
import { type Hash, leafOf, rootOf } from "./tree.ts";

test("it knows the root at every size, and tells of every tile once", () => {
  const edge = new TreeEdge();
  const leaves: Hash[] = [];
  const tiles: string[] = [];
  expect(edge.root()).toEqual(rootOf([]));
  for (let i = 0; i < 256 * 256 + 3; i += 1) {
    const leaf = leafOf(Buffer.from(`${i}`));
    leaves.push(leaf);
    edge.add(leaf, (level, n, hash) => {
      const width = 256 ** level;
      tiles.push(`${level}/${n}`);
      if (n % 100 === 0) expect(hash).toEqual(rootOf(leaves.slice(n * width, (n + 1) * width)));
    });
    if (i % 5000 < 3) expect([i, edge.root()]).toEqual([i, new Uint8Array(rootOf(leaves))]);
  }
  expect(edge.size).toBe(leaves.length);
  expect(tiles).toHaveLength(257);
  expect(tiles.slice(-2)).toEqual(["1/255", "2/0"]);
});
