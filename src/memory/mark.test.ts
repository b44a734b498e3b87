import { expect, test } from "vitest";
import { evolve, initial } from "./mark.ts";

test("MS2: a place that was marked has its number from then on", () => {
  const data = { number: 31, why: "asked" } as const;
  expect(evolve(initial, { type: "memory.marked", data, values: {} })).toEqual({ number: 31 });
});
