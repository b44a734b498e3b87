import * as fc from "fast-check";
import { expect, test } from "vitest";
import { accept } from "./decision.ts";
import { allot, close, evolve, initial, type SeriesEvent } from "./series.ts";

const given = (...events: SeriesEvent[]) => events.reduce(evolve, initial);
const allotted = (n: number, token: string): SeriesEvent => ({
  type: "series.allotted",
  data: { n, token },
});
const settled = (token: string): SeriesEvent => ({ type: "series.settled", data: { token } });
const returned = (token: string): SeriesEvent => ({ type: "series.returned", data: { token } });

test("SE1: the next number follows the last that was settled", () => {
  expect(allot(initial, "t1", 0)).toEqual(accept(allotted(1, "t1")));
  const series = given(allotted(1, "t1"), settled("t1"));
  expect(allot(series, "t2", 0)).toEqual(accept(allotted(2, "t2")));
});

test("SE1: while one number is open no other is allotted, to its own token neither", () => {
  const series = given(allotted(1, "t1"));
  for (const token of ["t1", "t2"]) {
    expect(allot(series, token, 0)).toEqual({
      ok: false,
      refusal: { code: "series_busy", message: "Cannot take a number: 1 is still open" },
    });
  }
});

test("SE2: a number that was returned is allotted again", () => {
  const series = given(allotted(1, "t1"), returned("t1"));
  expect(allot(series, "t2", 0)).toEqual(accept(allotted(1, "t2")));
});

test("SE2: only the token that holds a number closes it", () => {
  const series = given(allotted(4, "t1"));
  expect(close(series, "t2", true)).toEqual(accept());
  expect(close(series, "t1", true)).toEqual(accept(settled("t1")));
  expect(close(series, "t1", false)).toEqual(accept(returned("t1")));
  expect(close(initial, "t1", true)).toEqual(accept());
});

test("SE3: it resumes from the higher of ledger and books", () => {
  const series = given(allotted(5, "t1"), settled("t1"));
  expect(allot(series, "t2", 3)).toEqual(accept(allotted(6, "t2")));
  expect(allot(series, "t2", 41)).toEqual(accept(allotted(42, "t2")));
});

test("a settlement of nothing changes no number", () => {
  expect(evolve({ last: 3, open: null }, settled("t1"))).toEqual({ last: 3, open: null });
});

test("SE1, SE2: whatever the interleaving, what applied has numbers without gap or repeat", () => {
  const token = fc.constantFrom("t1", "t2", "t3");
  const ask = fc.record({ what: fc.constant("allot" as const), token });
  const end = fc.record({ what: fc.constantFrom("settle" as const, "return" as const), token });
  fc.assert(
    fc.property(fc.array(fc.oneof(ask, end)), fc.nat({ max: 50 }), (asked, highest) => {
      let series = initial;
      const applied: number[] = [];
      for (const { what, token } of asked) {
        // The books hold what applied: their highest number never falls behind.
        const books = Math.max(highest, ...applied);
        const open = series.open;
        const decision =
          what === "allot" ? allot(series, token, books) : close(series, token, what === "settle");
        if (!decision.ok) {
          expect(open).not.toBeNull();
          continue;
        }
        if (what === "settle" && open?.token === token) applied.push(open.n);
        series = decision.events.reduce(evolve, series);
      }
      expect(applied).toEqual(applied.map((_, i) => highest + 1 + i));
    }),
  );
});
