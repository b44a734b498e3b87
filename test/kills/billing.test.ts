import { expect, test } from "vitest";
import { billing } from "./billing.ts";
import { killed } from "./killed.ts";

test("killed at ten random moments of the first, everybody is billed once: no number, entry or mail twice or missing", async () => {
  const { kills, findings } = await killed(billing, 10, 20260701);
  expect(findings).toEqual([]);
  expect(kills).toBe(10);
}, 180_000);
