import { expect, test } from "vitest";
import { exchange, staleness } from "./exchange.ts";

test("XR2: a rate of a later day, or of long ago, is asked about", () => {
  const of = (date: string) => staleness({ rate: "0.9", date }, "2026-06-02");
  expect(of("2026-06-02")).toBeNull();
  expect(of("2026-04-01")).toBeNull();
  expect(of("2026-03-31")).toContain("more than 62 days old");
  expect(of("2026-06-03")).toContain("after the invoice's date");
});

test.each([
  { rate: "0", date: "2026-06-02" },
  { rate: "0,9", date: "2026-06-02" },
  { rate: "0.9" },
  { rate: 0.9, date: "2026-06-02" },
])("XR1: a rate is more than zero, and of a day: %j", (given) => {
  expect(exchange.safeParse(given).success).toBe(false);
});
