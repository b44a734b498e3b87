import * as fc from "fast-check";
import { expect, test } from "vitest";
import { packed, PackedVectors } from "./packed.ts";

const parts = (dimensions: number) =>
  fc
    .array(fc.double({ min: -0.29, max: 0.29, noNaN: true }), {
      minLength: dimensions,
      maxLength: dimensions,
    })
    .map((all) => Float32Array.from(all));

test.each([16, 48, 384])("PV1: sums of %i parts are those of a plain loop", (dimensions) => {
  fc.assert(
    fc.property(fc.array(parts(dimensions), { maxLength: 40 }), parts(dimensions), (all, to) => {
      const vectors = new PackedVectors(dimensions);
      const places = all.map((vector) => vectors.add(packed(vector)));
      expect(places).toEqual(all.map((_, i) => i));
      const asked = packed(to);
      const scale = 127 / 0.3;
      const plain = all.map((vector) =>
        Math.fround(
          packed(vector).reduce((sum, part, i) => sum + part * (asked[i] ?? 0), 0) / scale ** 2,
        ),
      );
      expect([...vectors.cosines(to)]).toEqual(plain);
    }),
    { numRuns: 30 },
  );
});

test("PV1: the largest parts do not overflow, and more vectors than fit at once are all compared", () => {
  const vectors = new PackedVectors(384);
  const one = new Int8Array(384).fill(127);
  const other = new Int8Array(384).fill(-127);
  for (let i = 0; i < 10_000; i += 1) vectors.add(i % 3 === 0 ? one : other);
  const found = vectors.cosines(new Float32Array(384).fill(9));
  const most = Math.fround(384 * 0.3 * 0.3);
  expect(found).toHaveLength(10_000);
  expect(found.every((cosine, i) => cosine === (i % 3 === 0 ? most : -most))).toBe(true);
});

test("PV2: what is packed is near what it was", () => {
  expect([...packed(Float32Array.from([0.3, -0.3, 0.5, -9, 0, 0.0024]))]).toEqual([
    127, -127, 127, -127, 0, 1,
  ]);
});

test("none are compared where there are none, and other sizes are refused", () => {
  expect(new PackedVectors(384).cosines(new Float32Array(384))).toHaveLength(0);
  expect(() => new PackedVectors(100)).toThrow(/no multiple of 16/);
});
