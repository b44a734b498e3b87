import { expect, test } from "vitest";
import { spanOf } from "./days.ts";

test.each([
  [0.3, "less than an hour"],
  [1, "an hour"],
  [47, "47 h"],
  [49, "2 days"],
  [24 * 14, "14 days"],
  [3578, "21 weeks"],
])("%d hours are said as %s", (hours, said) => {
  expect(spanOf(hours * 3_600_000)).toBe(said);
});
