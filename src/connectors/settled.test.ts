import { expect, test } from "vitest";
import { settled } from "./settled.ts";

test.each([
  ["just written", 10_000, 10_000, false],
  ["written a little before", 10_000, 11_999, false],
  ["long enough ago", 10_000, 12_000, true],
  ["of a clock a little ahead", 11_000, 10_000, false],
  ["of another age", 90_000_000, 10_000, true],
])("a file %s", (_, mtimeMs, now, answer) => {
  expect(settled(mtimeMs, now, 2_000)).toBe(answer);
});
