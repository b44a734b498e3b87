import * as fc from "fast-check";
import { expect, test } from "vitest";
import { monday, record, start } from "../../test/backup/in-memory.ts";
import { agrees, newestOf, type Point } from "./newest.ts";
import { planPrune, prune } from "./prune.ts";
import { BackupRefused } from "./refused.ts";
import { dayMs, usual } from "./retention.ts";

const at = (day: number, events: number, epoch = 1): Point => ({
  id: `d${day}`,
  at: monday + day * dayMs,
  epoch,
  events,
});

test("NS1: what continues the others is the newest, whatever the clock said", () => {
  const now = monday + 3 * dayMs;
  expect(newestOf([at(1, 5), at(730, 6), at(2, 7)], now)).toMatchObject({ id: "d2" });
  expect(newestOf([at(1, 5, 2), at(2, 9)], now)).toMatchObject({ id: "d1" });
  expect(newestOf([at(730, 7), at(1, 5)], now)).toMatchObject({ id: "d730" });
  expect(newestOf([], now)).toBeUndefined();
});

test("NS1: of equal ones the later, but none from the future before one that is not", () => {
  const all = [at(2, 5), at(730, 5), at(1, 5)];
  expect(newestOf(all, monday + 3 * dayMs)).toMatchObject({ id: "d2" });
  expect(newestOf(all, monday + 800 * dayMs)).toMatchObject({ id: "d730" });
});

test("NS1: with a clock that never jumped the last that was made is the newest", () => {
  const gaps = fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.nat(9)), { minLength: 1 });
  fc.assert(
    fc.property(gaps, (steps) => {
      const all: Point[] = [];
      for (const [day, more] of steps) {
        const last = all.at(-1) ?? at(0, 1);
        all.push({
          ...last,
          id: `n${all.length}`,
          at: last.at + day * dayMs,
          events: last.events + more,
        });
      }
      expect(newestOf(all, all.at(-1)?.at ?? 0)).toBe(all.at(-1));
    }),
  );
});

test("NS2: a clock is believed by a backup a day to forty days old that continues the future", () => {
  const day = (n: number) => monday + n * dayMs;
  expect(agrees([at(0, 1)], day(0.9))).toBe(false);
  expect(agrees([at(0, 1)], day(1))).toBe(true);
  expect(agrees([at(0, 1)], day(40))).toBe(true);
  expect(agrees([at(0, 1)], day(41))).toBe(false);
  expect(agrees([at(0, 1), at(730, 2), at(1, 2)], day(2))).toBe(false);
  expect(agrees([at(0, 1), at(730, 2), at(1, 3)], day(2))).toBe(true);
});

/** Nine daily backups with one new entry each, the next with a clock two years ahead. */
async function jumped() {
  const { backUp, repository, store, keys, restore } = await start();
  keys.make("s1");
  const make = async (day: number) => {
    await record(store, 1, 50);
    const now = monday + day * dayMs;
    const { snapshot } = await backUp(now);
    const plan = await planPrune(repository, usual, now);
    await prune(repository, plan, now);
    return { id: snapshot.id, plan, now };
  };
  const days = async () => {
    const of = (all: { at: number }[]) => all.map((one) => (one.at - monday) / dayMs);
    const { sound } = await repository.snapshots();
    return { snapshots: of(sound), keys: of((await repository.keysCopies()).sound) };
  };
  for (let day = 0; day < 9; day++) await make(day);
  return { make, days, repository, restore };
}

test("RT7: a backup with a clock that jumped ahead removes nothing, and says how much it held", async () => {
  const { make, days } = await jumped();
  const before = await days();
  const { plan } = await make(739);
  expect(plan).toMatchObject({ drop: [], dropKeys: [] });
  expect(plan.held).toBeGreaterThanOrEqual(9);
  expect(await days()).toEqual({
    snapshots: [...before.snapshots, 739],
    keys: [...before.keys, 739],
  });
  await make(740.1);
  expect((await days()).keys).toEqual([739, 740.1]);
});

test("RT7, WB1: at true time again the newest is what continues, and thinning waits for a day", async () => {
  const { make, days, restore, repository } = await jumped();
  await make(739);
  const before = await days();
  const { id, now } = await make(9);
  expect((await days()).snapshots).toHaveLength(before.snapshots.length + 1);
  expect((await restore(null, [], now)).filled.events).toBe(11);
  expect(id).toMatch(/^20260610/);
  for (const day of [10, 11, 12, 13, 14, 15, 16]) await make(day);
  const after = await days();
  expect(after.snapshots).toEqual(expect.arrayContaining([10, 11, 12, 13, 14, 15, 16, 739]));
  expect(after.snapshots).not.toContain(8);
  const asked = await planPrune(repository, usual, monday + 16 * dayMs, true);
  expect(asked.drop.map((one) => one.at)).toEqual([monday + 739 * dayMs]);
  expect(asked.dropKeys.map((one) => one.at)).toEqual([monday + 739 * dayMs]);
});

test("RT1, RT7: with a clock far behind nothing goes, also where she thins out herself", async () => {
  const { make, days, repository } = await jumped();
  const before = await days();
  const { now } = await make(-10_000);
  const asked = await planPrune(repository, usual, now, true);
  expect(asked).toMatchObject({ drop: [], dropKeys: [] });
  const right = await planPrune(repository, usual, monday + 9 * dayMs, true);
  expect(right.keep.map((one) => one.at)).toContain(now);
  expect(right.dropKeys).toEqual([]);
  expect(await days()).toEqual({
    snapshots: [-10_000, ...before.snapshots],
    keys: [-10_000, ...before.keys],
  });
});

test("WB1: what is spoilt and was made after the clock was right again is not passed over", async () => {
  const { make, repository, restore } = await jumped();
  const { now } = await make(9);
  await make(739);
  const { id } = await make(10);
  await repository.removeSnapshot({ id });
  const found = await repository.snapshots();
  const error = new BackupRefused("backup_damaged", "Cannot use it: torn");
  repository.snapshots = async () => ({ ...found, spoilt: [{ id, error }] });
  await expect(restore(null, [], now + 2 * dayMs)).rejects.toMatchObject({
    code: "backup_damaged",
  });
});
