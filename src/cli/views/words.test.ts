import { expect, test } from "vitest";
import { about, job, length, short } from "./words.ts";

test("a job is named by its deed and its client", () => {
  expect(job("onboard-client", "Nordlicht Coffee")).toBe("Onboard Nordlicht Coffee");
  expect(job("follow-up", "Harbour Books")).toBe("Follow up · Harbour Books");
  expect(job("month_report", "")).toBe("Month report");
  expect(job("onboard-client", "A$& Co")).toBe("Onboard A$& Co");
});

test("lengths of time are rounded as people say them", () => {
  const minute = 60_000;
  expect([20_000, 14 * 60 * minute, 45 * minute, 72 * 60 * minute].map(length)).toEqual([
    "under a minute",
    "14 h",
    "45 min",
    "3 days",
  ]);
  expect(about(0.2)).toBe("about 1 minute");
});

test("digests are shortened, versions that somebody named are not", () => {
  expect([short("a1b2c3d4e5f60718"), short("2026-06")]).toEqual(["a1b2c3d4", "2026-06"]);
});
