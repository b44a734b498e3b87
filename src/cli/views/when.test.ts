import { expect, test } from "vitest";
import { day, full, near } from "./when.ts";

const zone = "Europe/Berlin";
const now = Date.UTC(2026, 5, 2, 7, 12);
const ago = (hours: number) => now - hours * 3_600_000;

test("a time is as short as it stays clear beside now, in the company's zone", () => {
  expect(near(ago(1), now, zone)).toBe("08:12");
  expect(near(ago(16), now, zone)).toBe("Mon 17:12");
  expect(near(ago(24 * 20), now, zone)).toBe("13 May 09:12");
  expect(near(ago(24 * 300), now, zone)).toBe("6 August 2025");
});

test("the zone decides the day", () => {
  const late = Date.UTC(2026, 5, 2, 22, 30);
  expect(day(late, zone)).toBe("Wed 3 June");
  expect(day(late, "America/New_York")).toBe("Tue 2 June");
});

test("a whole time names the year only where it is another one", () => {
  expect(full(now, zone)).toBe("Tue 2 June 09:12");
  expect(full(now, zone, Date.UTC(2027, 0, 5))).toBe("Tue 2 June 2026 09:12");
});
