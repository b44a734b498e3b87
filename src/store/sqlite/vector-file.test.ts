import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openVectors } from "./vector-file.ts";

const model = { id: "test/one", dimensions: 16 };
const vector = (n: number) => new Int8Array(16).fill(n);

function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "vectors-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("VS1: vectors are kept by client, and read from a key on", () => {
  const folder = scratch();
  const before = openVectors(folder, model, "own");
  before.put(
    [
      { key: 7, client: "ana", vector: vector(-7) },
      { key: 3, client: "ana", vector: vector(3) },
      { key: 5, client: "an", vector: vector(5) },
    ],
    7,
  );
  before.close();
  for (const access of ["own", "read"] as const) {
    const again = openVectors(folder, model, access);
    expect([...again.of("ana", 0)]).toEqual([
      { key: 3, vector: vector(3) },
      { key: 7, vector: vector(-7) },
    ]);
    expect([...again.of("ana", 3)]).toEqual([{ key: 7, vector: vector(-7) }]);
    expect([...again.of("ana%", 0)]).toEqual([]);
    expect([again.reached(), again.count(["ana", "an", "x"])]).toEqual([7, 3]);
    again.close();
  }
});

test("what is to have no vector is known as such, counted apart, and goes like the others", () => {
  const vectors = openVectors(scratch(), model, "own");
  vectors.put(
    [
      { key: 1, client: "ana", vector: vector(1) },
      { key: 2, client: "ana", vector: null },
      { key: 3, client: "ben", vector: null },
    ],
    3,
  );
  expect([...vectors.of("ana", 0)]).toEqual([
    { key: 1, vector: vector(1) },
    { key: 2, vector: null },
  ]);
  expect([vectors.count(["ana"]), vectors.withheld()]).toEqual([1, 2]);
  expect(vectors.held([{ client: "ana", key: 2 }])).toBe(0);
  vectors.remove([{ client: "ana", key: 2 }]);
  vectors.drop(["ben"]);
  expect(vectors.withheld()).toBe(0);
  vectors.close();
});

test("VS1: what is dropped is gone, and others' stay", () => {
  const vectors = openVectors(scratch(), model, "own");
  vectors.put(
    [
      { key: 1, client: "ana", vector: vector(1) },
      { key: 2, client: "ben", vector: vector(2) },
    ],
    2,
  );
  vectors.drop(["ana"]);
  expect([vectors.count(["ana"]), vectors.count(["ben"]), vectors.reached()]).toEqual([0, 1, 2]);
  vectors.close();
});

test("VS1: single vectors can be dropped, of exactly one client", () => {
  const vectors = openVectors(scratch(), model, "own");
  const put = (key: number, client: string) => ({ key, client, vector: vector(key) });
  vectors.put([put(1, "ana"), put(2, "ana"), put(3, "ben")], 3);
  const of = (client: string, ...keys: number[]) => keys.map((key) => ({ client, key }));
  expect([vectors.held(of("ana", 1, 2, 3)), vectors.held([])]).toEqual([2, 0]);
  vectors.remove(of("ana", 1, 3));
  expect([...vectors.of("ana", 0)].map(({ key }) => key)).toEqual([2]);
  expect([vectors.held(of("ana", 1)), vectors.count(["ben"])]).toEqual([0, 1]);
  vectors.close();
});

test.each([
  ["another model's", { id: "test/other", dimensions: 16 }],
  ["of another size", { id: "test/one", dimensions: 32 }],
])("a file that is %s begins afresh; a reader leaves it and finds nothing", (_, other) => {
  const folder = scratch();
  const before = openVectors(folder, model, "own");
  before.put([{ key: 1, client: "ana", vector: vector(1) }], 1);
  before.close();
  const reader = openVectors(folder, other, "read");
  expect([reader.count(["ana"]), reader.reached(), [...reader.of("ana", 0)]]).toEqual([0, 0, []]);
  reader.close();
  const after = openVectors(folder, other, "own");
  expect([after.count(["ana"]), after.reached()]).toEqual([0, 0]);
  after.close();
});

test("a file that is spoilt begins afresh, and where there is none a reader makes none", () => {
  const folder = scratch();
  openVectors(folder, model, "read").close();
  writeFileSync(path.join(folder, "vectors.db"), "no database at all, but long enough".repeat(200));
  const reader = openVectors(folder, model, "read");
  expect(reader.reached()).toBe(0);
  const vectors = openVectors(folder, model, "own");
  vectors.put([{ key: 1, client: "ana", vector: vector(1) }], 1);
  expect(vectors.count(["ana"])).toBe(1);
  expect(() => vectors.put([{ key: 2, client: "ana", vector: new Int8Array(8) }], 2)).toThrow(
    /8 parts/,
  );
  expect([vectors.count(["ana"]), vectors.reached()]).toEqual([1, 1]);
  vectors.close();
});
