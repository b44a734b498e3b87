import { beforeAll, expect, test } from "vitest";
import { catchIn, inLanes, readSeeds } from "./catch.ts";
import { plant } from "./fault.ts";
import { syncs } from "./faults-syncs.ts";
import { faults } from "./faults.ts";

const seeds = readSeeds();
/** By a fault's name: by which invariant its seed caught it, or what went wrong with the attempt. */
const caught = new Map<string, unknown>();

beforeAll(async () => {
  await inLanes(faults, async (fault) => {
    const { seed } = seeds[fault.name] ?? {};
    if (seed === undefined) return;
    const played = catchIn(fault, seed, seed, 60_000);
    caught.set(fault.name, await played.then((by) => by?.caughtBy, String));
  });
}, 600_000);

test("at least forty faults are planted, under names of their own, and a seed is kept for each", () => {
  const names = faults.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect(Object.keys(seeds).toSorted()).toEqual(names.toSorted());
});

test.each([...faults, ...syncs])("$breaks: $name can be planted", (fault) => {
  expect(plant(fault).size).toBeGreaterThan(0);
});

test.each(faults)("$breaks: $name is caught", ({ name }) => {
  const hint = "where the engine has changed: npm run sim:planted -- --find";
  expect(caught.get(name), hint).toBe(seeds[name]?.caughtBy);
});
