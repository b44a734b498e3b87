import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nextAttempt } from "./retry.ts";

const retries = { times: 3, firstMs: 1000, factor: 4 };

test("RT1: only what is transient is tried again, and only so many times", () => {
  expect(nextAttempt(retries, 1, "deterministic")).toBeNull();
  expect(nextAttempt(retries, 1, "semantic")).toBeNull();
  expect(nextAttempt(retries, 3, "transient")).not.toBeNull();
  expect(nextAttempt(retries, 4, "transient")).toBeNull();
  expect(nextAttempt({ ...retries, times: 0 }, 1, "transient")).toBeNull();
});

test("RT2: waits grow by the factor up to an hour, spread by a quarter at most", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.string(), (attempt, key) => {
      const wait = nextAttempt({ ...retries, times: 60 }, attempt, "transient", 0, key);
      const base = Math.min(3_600_000, 1000 * 4 ** (attempt - 1));
      expect(wait).toBeGreaterThanOrEqual(base);
      expect(wait).toBeLessThanOrEqual(base * 1.25);
    }),
  );
});

test("RT2: the other side may ask for more, up to a day", () => {
  expect(nextAttempt(retries, 1, "transient", 60_000)).toBe(60_000);
  expect(nextAttempt(retries, 1, "transient", 10)).toBeGreaterThanOrEqual(1000);
  expect(nextAttempt(retries, 1, "transient", 1e12)).toBe(86_400_000);
});

test("RT3: equal keys wait equally long, different keys do not", () => {
  const wait = (key: string) => nextAttempt(retries, 2, "transient", 0, key);
  expect(wait("run-1")).toBe(wait("run-1"));
  const waits = new Set(Array.from({ length: 50 }, (_, i) => wait(`run-${i}`)));
  expect(waits.size).toBeGreaterThan(45);
});
