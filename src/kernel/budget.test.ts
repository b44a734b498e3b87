import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Budget,
  type BudgetCommand,
  type BudgetEvent,
  chargeOf,
  decide,
  evolve,
  initial,
  leftOf,
} from "./budget.ts";
import { accept } from "./decision.ts";

const given = (...events: BudgetEvent[]) => events.reduce(evolve, initial);
const reserved = (id: string, micros: number): BudgetEvent => ({
  type: "budget.reserved",
  data: { id, micros },
});
const settled = (id: string, micros: number): BudgetEvent => ({
  type: "budget.settled",
  data: { id, micros },
});
/** Refused, and in a message that names whose reservation it is. */
const refused = (code: string, id: string) => ({
  ok: false,
  refusal: { code, message: expect.stringContaining(`"${id}"`) },
});
const held = (budget: Budget) => Object.values(budget.reserved).reduce((sum, m) => sum + m, 0);

test("BU1: what is left may be reserved to the last millionth, and no more", () => {
  const budget = given(reserved("a", 30), settled("a", 20), reserved("b", 50));
  const ask = (micros: number) => decide(budget, { type: "reserve", id: "c", micros, limit: 100 });
  expect(ask(30)).toEqual(accept(reserved("c", 30)));
  expect(ask(31)).toEqual({
    ok: false,
    refusal: {
      code: "budget_exhausted",
      message: "Cannot reserve 31 millionths: 30 are left of 100",
    },
  });
});

test("BU2: one id holds one reservation", () => {
  const decision = decide(given(reserved("a", 5)), {
    type: "reserve",
    id: "a",
    micros: 1,
    limit: null,
  });
  expect(decision).toMatchObject(refused("already_reserved", "a"));
});

test("BU2: what was never settled stays reserved", () => {
  expect(leftOf(given(reserved("a", 40), reserved("b", 10)), 100)).toBe(50);
});

test("BU2: a reservation is settled or released once", () => {
  const budget = given(reserved("a", 5));
  expect(decide(budget, { type: "settle", id: "a", micros: 4 })).toEqual(accept(settled("a", 4)));
  const released: BudgetEvent = { type: "budget.released", data: { id: "a" } };
  expect(decide(budget, { type: "release", id: "a" })).toEqual(accept(released));
  for (const end of [settled("a", 4), released]) {
    const after = given(reserved("a", 5), end);
    expect(decide(after, { type: "settle", id: "a", micros: 4 })).toEqual(
      refused("not_reserved", "a"),
    );
    expect(decide(after, { type: "release", id: "a" })).toEqual(refused("not_reserved", "a"));
  }
});

test("what is released is free again", () => {
  const budget = given(reserved("a", 5), { type: "budget.released", data: { id: "a" } });
  expect(leftOf(budget, 10)).toBe(10);
});

test("BU3: a lowered limit holds from the next reservation on", () => {
  const budget = given(reserved("a", 50));
  expect(leftOf(budget, 40)).toBe(-10);
  expect(decide(budget, { type: "reserve", id: "b", micros: 1, limit: 40 })).toMatchObject({
    refusal: { code: "budget_exhausted" },
  });
});

test("BU3: without a limit anything may be reserved", () => {
  expect(leftOf(given(reserved("a", 50)), null)).toBeNull();
  expect(decide(initial, { type: "reserve", id: "a", micros: 1e12, limit: null })).toMatchObject({
    ok: true,
  });
});

test("BU1: no sequence of commands overshoots the limit", () => {
  const id = fc.constantFrom("a", "b", "c", "d");
  const micros = fc.nat({ max: 60 });
  const command = fc.oneof(
    fc.record({ type: fc.constant("reserve" as const), id, micros }),
    // What a call really cost is at most its bound.
    fc.record({
      type: fc.constant("settle" as const),
      id,
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    fc.record({ type: fc.constant("release" as const), id }),
  );
  fc.assert(
    fc.property(fc.array(command), fc.nat({ max: 100 }), (commands, limit) => {
      let budget = initial;
      let spent = 0;
      for (const asked of commands) {
        const bound = budget.reserved[asked.id] ?? 0;
        const real: BudgetCommand =
          asked.type === "reserve"
            ? { ...asked, limit }
            : asked.type === "settle"
              ? { type: "settle", id: asked.id, micros: Math.floor(bound * asked.share) }
              : asked;
        const decision = decide(budget, real);
        if (!decision.ok) continue;
        if (real.type === "settle") spent += real.micros;
        budget = decision.events.reduce(evolve, budget);
        expect(budget.spent + held(budget)).toBeLessThanOrEqual(limit);
        expect(leftOf(budget, limit)).toBe(limit - budget.spent - held(budget));
      }
      expect(budget.spent).toBe(spent);
    }),
  );
});

test.each([
  [300, { costMicros: 300, estimated: false }],
  [0, { costMicros: 0, estimated: false }],
  [1_000, { costMicros: 1_000, estimated: false }],
  [1_001, { costMicros: 1_000, estimated: true }],
  [-1, { costMicros: 1_000, estimated: true }],
  [0.5, { costMicros: 1_000, estimated: true }],
  [Number.NaN, { costMicros: 1_000, estimated: true }],
  [null, { costMicros: 1_000, estimated: true }],
])("BU4: a claim of %s settles within what was reserved for it", (claimed, charge) => {
  expect(chargeOf(1_000, claimed)).toEqual(charge);
});
