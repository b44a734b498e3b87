import * as fc from "fast-check";
import { expect, test } from "vitest";
import { choose, evolve, initial, type ScheduleEvent } from "./schedule.ts";

const given = (...events: ScheduleEvent[]) => events.reduce(evolve, initial);

test("a schedule counts from when it was opened", () => {
  expect(given({ type: "schedule.opened", data: { through: 100 } })).toEqual({ through: 100 });
});

test("SL1: slots that fired or were skipped are dealt with, in whatever order they are told", () => {
  const fired: ScheduleEvent = { type: "slot.fired", data: { slot: 300, run: "r1" } };
  const skipped: ScheduleEvent = {
    type: "slot.skipped",
    data: { slots: [100, 200], because: "missed" },
  };
  expect(given(fired, skipped)).toEqual({ through: 300 });
  expect(given(skipped, fired)).toEqual({ through: 300 });
  expect(given(fired, { type: "schedule.opened", data: { through: 50 } }).through).toBe(300);
});

test("SL2: each runs all that fell due", () => {
  expect(choose([1, 2, 3], "each", 1_000, 0)).toEqual({ fire: [1, 2, 3], skip: [] });
});

test("SL2: latest runs the last, however long ago", () => {
  expect(choose([1, 2, 3], "latest", 1_000, 0)).toEqual({ fire: [3], skip: [1, 2] });
});

test("SL2: skip runs what is due now, and none that was missed by more than its grace", () => {
  expect(choose([1, 990], "skip", 1_000, 10)).toEqual({ fire: [990], skip: [1] });
  expect(choose([1, 989], "skip", 1_000, 10)).toEqual({ fire: [], skip: [1, 989] });
});

test("no slot due is nothing to do", () => {
  for (const missed of ["each", "latest", "skip"] as const) {
    expect(choose([], missed, 1_000, 10)).toEqual({ fire: [], skip: [] });
  }
});

test("SL1: every slot is fired or skipped, once", () => {
  const slots = fc
    .uniqueArray(fc.nat({ max: 1_000 }))
    .map((instants) => instants.toSorted((a, b) => a - b));
  const missed = fc.constantFrom("each" as const, "latest" as const, "skip" as const);
  fc.assert(
    fc.property(slots, missed, fc.nat({ max: 500 }), (due, what, graceMs) => {
      const { fire, skip } = choose(due, what, 1_000, graceMs);
      expect([...skip, ...fire].toSorted((a, b) => a - b)).toEqual(due);
    }),
  );
});
