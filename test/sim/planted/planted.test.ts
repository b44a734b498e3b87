import { expect, test } from "vitest";
import { catchIn, readSeeds } from "./catch.ts";
import { plant } from "./fault.ts";
import { faults } from "./faults.ts";

const seeds = readSeeds();

test("at least forty faults are planted, under names of their own, and a seed is kept for each", () => {
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect(Object.keys(seeds).toSorted()).toEqual(names.toSorted());
});

test.each(faults)("$breaks: $name can be planted", (fault) => {
  expect(plant(fault)).not.toBe("");
});

test.concurrent.each(faults)(
  "$breaks: $name is caught",
  async (fault) => {
    const { seed = 0, caughtBy } = seeds[fault.name] ?? {};
    const caught = await catchIn(fault, seed, seed, 60_000);
    expect(caught?.caughtBy).toBe(caughtBy);
  },
  120_000,
);
