import { expect, test } from "vitest";
import { Column } from "./column.ts";
import { nearest } from "./nearest.ts";

const at = new Column();
for (const moment of [5, 7, 6]) at.push(moment);
const cosines = Float32Array.from([0.25, 0.75, -0.5]);

test("what is nearest is told, of all that was said by then", () => {
  expect(nearest(at, cosines, null)).toBe(0.75);
  expect(nearest(at, cosines, 6)).toBe(0.25);
  expect(nearest(at, cosines, 4)).toBeNull();
  expect(nearest(at, new Float32Array(), null)).toBeNull();
});
