import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { FailureClass } from "./event.ts";
import { nextAttempt } from "./retry.ts";

const retries = { times: 3, firstMs: 1000, factor: 4 };
type Asked = { askedMs?: number; key?: string; times?: number };
const wait = (attempt: number, failure: FailureClass, asked: Asked = {}) => {
  const { askedMs = 0, key = "run-1", times = 3 } = asked;
  return nextAttempt({ ...retries, times }, attempt, failure, askedMs, key);
};

test("RT1: only what is transient is tried again, and only so many times", () => {
  expect(wait(1, "deterministic")).toBeNull();
  expect(wait(1, "semantic")).toBeNull();
  expect(wait(3, "transient")).not.toBeNull();
  expect(wait(4, "transient")).toBeNull();
  expect(wait(1, "transient", { times: 0 })).toBeNull();
});

test("RT2: waits grow by the factor up to an hour, spread by a quarter at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.string(), (attempt, key) => {
      const waited = wait(attempt, "transient", { key, times: 60 });
      const base = Math.min(3_600_000, 1000 * 4 ** (attempt - 1));
      expect(waited).toBeGreaterThanOrEqual(base);
      expect(waited).toBeLessThanOrEqual(base * 1.25);
    }),
  );
});

test("RT2: the other side may ask for more, up to a day", () => {
  expect(wait(1, "transient", { askedMs: 60_000 })).toBe(60_000);
  expect(wait(1, "transient", { askedMs: 10 })).toBeGreaterThanOrEqual(1000);
  expect(wait(1, "transient", { askedMs: 1e12 })).toBe(86_400_000);
});

test("RT3: equal keys wait equally long, different keys do not", () => {
  const of = (key: string) => wait(2, "transient", { key });
  expect(of("run-1")).toBe(of("run-1"));
  const waits = new Set(Array.from({ length: 50 }, (_, i) => of(`run-${i}`)));
  expect(waits.size).toBeGreaterThan(45);
});

test("RT3: a later version waits as long as this one does", () => {
  const of = (key: string) => [1, 2, 3].map((attempt) => wait(attempt, "transient", { key }));
  expect(of("run-1")).toEqual([1020, 4971, 19137]);
  expect(of("")).toEqual([1150, 4092, 19621]);
});
