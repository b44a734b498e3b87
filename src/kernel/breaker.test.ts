import { expect, test } from "vitest";
import { type BreakerEvent, evolve, fail, initial, openAt, succeed, wasAsked } from "./breaker.ts";

const minute = 60_000;
const closed: BreakerEvent = { type: "breaker.closed", data: {} };
const after = (failures: number, at = 0) => {
  let state = initial;
  for (let i = 0; i < failures; i += 1) state = evolve(state, fail(state, at));
  return state;
};

test("BR1: a few failures in a row are bad luck", () => {
  expect(openAt(after(4), 0)).toBeNull();
  expect(after(4, 7)).toEqual({ failures: 4, openUntil: 0 });
});

test("BR1: a success forgets them, and is recorded only where something had failed", () => {
  expect(succeed(after(3))).toEqual(closed);
  expect(evolve(after(3), closed)).toEqual(initial);
  expect(succeed(initial)).toBeNull();
});

test("BR2: it opens for a minute, then for twice as long, up to an hour", () => {
  expect([5, 6, 7, 20].map((n) => openAt(after(n), 0))).toEqual([
    minute,
    2 * minute,
    4 * minute,
    60 * minute,
  ]);
});

test("BR2: when its time has come it lets a call through", () => {
  expect(openAt(after(5), minute)).toBeNull();
  expect(openAt(after(5), minute - 1)).toBe(minute);
});

test("BR3: whoever asks to be left alone is, from the first failure on, up to a day", () => {
  const asked = evolve(initial, fail(initial, 0, 60 * minute));
  expect([openAt(asked, 0), wasAsked(asked)]).toEqual([60 * minute, true]);
  expect(openAt(evolve(initial, fail(initial, 0, 9_000 * minute)), 0)).toBe(1_440 * minute);
  const tired = evolve(after(5), fail(after(5), 0, 1));
  expect([openAt(tired, 0), wasAsked(tired)]).toEqual([2 * minute, false]);
});
