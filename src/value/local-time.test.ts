import { expect, test } from "vitest";
import { instantOf } from "./local-time.ts";

const iso = (local: string, zone: string) =>
  new Date(instantOf(local, zone)).toISOString().slice(0, 16);

test.each([
  ["2026-06-01 08:00", "Europe/Berlin", "2026-06-01T06:00"],
  ["2026-01-15 08:00", "Europe/Berlin", "2026-01-15T07:00"],
  ["2026-06-01 08:00", "UTC", "2026-06-01T08:00"],
  ["2026-06-01 20:30", "America/New_York", "2026-06-02T00:30"],
  ["2026-06-01 00:15", "Asia/Kolkata", "2026-05-31T18:45"],
  // The hours around the change of clocks.
  ["2026-03-29 01:59", "Europe/Berlin", "2026-03-29T00:59"],
  ["2026-03-29 03:00", "Europe/Berlin", "2026-03-29T01:00"],
  ["2026-10-25 04:00", "Europe/Berlin", "2026-10-25T03:00"],
])("%s in %s is %s UTC", (local, zone, utc) => expect(iso(local, zone)).toBe(utc));

test("what is no time is refused", () => {
  expect(() => instantOf("2026-13-01 08:00", "UTC")).toThrow('Cannot read "2026-13-01 08:00"');
});
