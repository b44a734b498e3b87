import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { emptyRoot, equal, leafOf, nodeOf, rootOf, rootOfRows } from "./tree.ts";

const sha = (...parts: Uint8Array[]) => hash("sha256", Buffer.concat(parts), "hex");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("TR1: leaves and inner nodes are hashed apart", () => {
  const [a, b] = [leafOf(Buffer.from("a")), leafOf(Buffer.from("b"))];
  expect(hex(a)).toBe(sha(Buffer.of(0), Buffer.from("a")));
  expect(hex(nodeOf(a, b))).toBe(sha(Buffer.of(1), a, b));
  expect(equal(leafOf(Buffer.concat([a, b])), nodeOf(a, b))).toBe(false);
});

test("leaves of any length are hashed whole", () => {
  for (const length of [0, 1, 4094, 4095, 4096, 4097, 200_000, 10]) {
    const bytes = Buffer.alloc(length, 7);
    expect(hex(leafOf(bytes))).toBe(sha(Buffer.of(0), bytes));
  }
});

test("TR2: the root over none, one and three", () => {
  const [a, b, c] = ["a", "b", "c"].map((text) => leafOf(Buffer.from(text))) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  expect(hex(emptyRoot)).toBe(sha());
  expect(rootOf([])).toEqual(emptyRoot);
  expect(hex(rootOf([a]))).toBe(hex(a));
  expect(hex(rootOf([a, b, c]))).toBe(hex(nodeOf(nodeOf(a, b), c)));
  expect(hex(rootOfRows([[c], [nodeOf(a, b)]]))).toBe(hex(nodeOf(nodeOf(a, b), c)));
  expect(rootOfRows([[], []])).toEqual(emptyRoot);
});
