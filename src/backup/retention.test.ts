import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, type Keep, kept, keptKeys } from "./retention.ts";

const from = Date.UTC(2026, 0, 1);
const made = (...days: number[]) =>
  days.map((day) => ({ id: `d${day}`, at: from + Math.round(day * dayMs) }));
const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);
const later = from + 1_000 * dayMs;
const none: Keep = { daily: 0, weekly: 0, monthly: 0, keysMs: 30 * dayMs };

test("RT2: of one day the newest stays, for as many days as are kept", () => {
  const all = made(0, 0.5, 1, 1.2, 2, 3.9);
  expect(ids(kept(all, { ...none, daily: 3 }, later))).toEqual(["d1.2", "d2", "d3.9"]);
});

test("RT2: weeks begin on Monday, months on their first", () => {
  // The first of January 2026 is a Thursday.
  const all = made(2, 3, 4, 10, 11, 29, 31);
  expect(ids(kept(all, { ...none, weekly: 2 }, later))).toEqual(["d11", "d31"]);
  expect(ids(kept(made(2, 3, 4, 10, 11), { ...none, weekly: 3 }, later))).toEqual([
    "d3",
    "d10",
    "d11",
  ]);
  expect(ids(kept(all, { ...none, monthly: 2 }, later))).toEqual(["d29", "d31"]);
});

const dates = fc.uniqueArray(fc.integer({ min: 0, max: 900 * 24 }), { maxLength: 120 });
const rules = fc.record({
  daily: fc.integer({ min: 0, max: 10 }),
  weekly: fc.integer({ min: 0, max: 8 }),
  monthly: fc.integer({ min: 0, max: 14 }),
  keysMs: fc.integer({ min: 1, max: 60 }).map((days) => days * dayMs),
});
const backups = dates.map((hours) =>
  hours.toSorted((a, b) => a - b).map((hour) => ({ id: `h${hour}`, at: from + hour * 3_600_000 })),
);

test("RT1, RT2: the newest stays, whatever the rules, and never more than they allow", () => {
  fc.assert(
    fc.property(backups, rules, (all, keep) => {
      const stays = kept(all, keep, later);
      expect(stays.at(-1)).toEqual(all.at(-1));
      expect(stays.length).toBeLessThanOrEqual(1 + keep.daily + keep.weekly + keep.monthly);
    }),
  );
});

test("RT3: thinning out again changes nothing, and a new backup never brings one back", () => {
  fc.assert(
    fc.property(backups, rules, (all, keep) => {
      const stays = kept(all, keep, later);
      expect(kept(stays, keep, later)).toEqual(stays);
    }),
  );
});

test("RT2: thinning out day by day keeps what thinning out once would", () => {
  fc.assert(
    fc.property(backups, rules, (all, keep) => {
      let stays: typeof all = [];
      for (const one of all) stays = kept([...stays, one], keep, one.at);
      expect(kept(stays, keep, later)).toEqual(kept(all, keep, later));
    }),
  );
});

test("RT4: a copy of the keys dies by age, and only when a newer one is there", () => {
  fc.assert(
    fc.property(backups, rules, fc.integer({ min: 0, max: 900 }), (all, keep, day) => {
      const now = from + day * dayMs;
      const past = all.filter(({ at }) => at <= now);
      const stays = keptKeys(past, keep, now);
      expect(stays.at(-1)).toEqual(past.at(-1));
      for (const one of stays.slice(0, -1)) expect(now - one.at).toBeLessThan(keep.keysMs);
      for (const one of past) if (now - one.at < keep.keysMs) expect(stays).toContainEqual(one);
    }),
  );
});

test("RT5: whatever is younger than two days stays, however many there are", () => {
  const all = made(0, 0.1, 0.2, 1.05, 1.1, 1.2, 2);
  expect(ids(kept(all, { ...none, daily: 7 }, from + 3 * dayMs))).toEqual([
    "d0.2",
    "d1.05",
    "d1.1",
    "d1.2",
    "d2",
  ]);
});
