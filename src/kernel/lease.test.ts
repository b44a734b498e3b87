import { expect, test } from "vitest";
import { lost, mayReport, termMs } from "./lease.ts";

const lease = { worker: "p1", attempt: 2, expiresAt: termMs };
const holder = { gone: false, renewedUntil: null };

test("LE1: only the current attempt of the current worker may report", () => {
  expect(mayReport({ attempt: 2, worker: "p1" }, lease)).toBe(true);
  expect(mayReport({ attempt: 3, worker: "p1" }, lease)).toBe(false);
  expect(mayReport({ attempt: 2, worker: "p2" }, lease)).toBe(false);
});

test("LE3: a lease is lost at the end of its first term", () => {
  expect(lost(lease, holder, termMs - 1)).toBe(false);
  expect(lost(lease, holder, termMs)).toBe(true);
});

test("LE2: a renewal carries it further, and an older one takes nothing back", () => {
  expect(lost(lease, { ...holder, renewedUntil: 2 * termMs }, termMs)).toBe(false);
  expect(lost(lease, { ...holder, renewedUntil: 2 * termMs }, 2 * termMs)).toBe(true);
  expect(lost(lease, { ...holder, renewedUntil: 1 }, termMs - 1)).toBe(false);
});

test("LE3: a holder that is gone has lost it, whatever was left of its term", () => {
  expect(lost(lease, { gone: true, renewedUntil: 9 * termMs }, 0)).toBe(true);
});
