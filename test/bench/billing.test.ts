import { expect, test } from "vitest";
import { billing } from "../../bench/billing.ts";

test("the bench bills retainers of the example company, and every target of what came of it is met", async () => {
  const figures = await billing({ retainers: 10 });
  const counted = figures.filter(({ target, unit }) => target?.value === 0 && unit !== "×");
  expect(counted.length).toBeGreaterThanOrEqual(7);
  expect(counted.filter(({ met }) => met !== true)).toEqual([]);
  expect(figures.filter(({ spread }) => Number.isNaN(spread.median))).toEqual([]);
}, 60_000);
