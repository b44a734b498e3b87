import { expect, test } from "vitest";
import { z } from "zod";
import { inWords } from "./misfit.ts";

const shape = z.strictObject({
  name: z.string().min(1).max(3).exactOptional(),
  percent: z.int().min(0).max(100).exactOptional(),
  days: z.array(z.int()).max(1).exactOptional(),
});

test.each([
  [{ name: "abcd" }, '"name" is longer than 3 characters'],
  [{ name: "" }, '"name" is empty'],
  [{ percent: 150 }, '"percent" is more than 100'],
  [{ percent: -1 }, '"percent" is less than 0'],
  [{ days: [1, 2] }, '"days" is more than 1'],
  [{ ["x".repeat(99)]: 1 }, `nothing here is called "${"x".repeat(60)}"`],
  [{ days: ["a"] }, expect.stringMatching(/^"days.0": /)],
  [3, expect.stringMatching(/^it: /)],
])("what does not fit is told by its name: %j", (given, words) => {
  const { error } = shape.safeParse(given);
  expect(error === undefined ? "" : inWords(error)).toEqual(words);
});
