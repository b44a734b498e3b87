import * as fc from "fast-check";
import { expect, test } from "vitest";
import { accept } from "./decision.ts";
import { evolve, free, hold, initial, join, type OccasionEvent } from "./occasion.ts";

const given = (...events: OccasionEvent[]) => events.reduce(evolve, initial);
const deposit = { token: "t1", digest: "d1", run: "r1" };
const held: OccasionEvent = { type: "key.held", data: deposit };
const freed: OccasionEvent = { type: "key.freed", data: { token: "t1" } };

test("a free occasion is held by who asks first", () => {
  expect(hold(initial, deposit)).toEqual(accept(held));
});

test("OC1: its holder may ask again, which changes nothing", () => {
  expect(hold(given(held), deposit)).toEqual(accept());
});

test("OC1: another token with the same arguments is a conflict, never already done", () => {
  expect(hold(given(held), { ...deposit, token: "t2" })).toEqual({
    ok: false,
    refusal: {
      code: "occasion_taken",
      message: "The same act was already cleared for this occasion, by another step",
    },
  });
});

test("OC1: another token with other arguments is a conflict that says so", () => {
  expect(hold(given(held), { token: "t2", digest: "d2", run: "r2" })).toEqual({
    ok: false,
    refusal: {
      code: "occasion_taken",
      message: "Another act, with other details, already stands for this occasion",
    },
  });
});

test("OC2: only its holder frees it", () => {
  expect(free(given(held), "t2")).toEqual(accept());
  expect(free(given(held), "t1")).toEqual(accept(freed));
  expect(free(initial, "t1")).toEqual(accept());
});

test("OC2: once freed it may be held by another", () => {
  const other = { token: "t2", digest: "d2", run: "r2" };
  expect(hold(given(held, freed), other)).toEqual(accept({ type: "key.held", data: other }));
});

test("OC3: two that happened both hold it: nobody else passes until both are taken back", () => {
  const other = { token: "t2", digest: "d2", run: "r2" };
  const both = given(held, { type: "key.held", data: other });
  expect(join(given(held), other)).toEqual(accept({ type: "key.held", data: other }));
  expect(join(both, other)).toEqual(accept());
  expect(hold(both, deposit).ok).toBe(false);
  expect(hold(both, other).ok).toBe(false);
  const one = evolve(both, freed);
  expect(one.holders).toEqual([other]);
  expect(hold(one, deposit).ok).toBe(false);
  expect(free(one, "t2")).toEqual(accept({ type: "key.freed", data: { token: "t2" } }));
});

test("OC1, OC2: whatever the order of asking and freeing, there is one holder, until it lets go", () => {
  const token = fc.constantFrom("t1", "t2", "t3");
  fc.assert(
    fc.property(fc.array(fc.record({ holds: fc.boolean(), token })), (asked) => {
      let occasion = initial;
      let holder: string | null = null;
      for (const { holds, token } of asked) {
        const decision = holds
          ? hold(occasion, { token, digest: "d", run: "r" })
          : free(occasion, token);
        expect(decision.ok).toBe(!holds || holder === null || holder === token);
        if (!decision.ok) continue;
        occasion = decision.events.reduce(evolve, occasion);
        if (holds) holder = token;
        else if (holder === token) holder = null;
        expect(occasion.holders.map((each) => each.token)).toEqual(holder === null ? [] : [holder]);
      }
    }),
  );
});
