import { expect, test } from "vitest";
import { billing } from "./billing.ts";
import { killed } from "./killed.ts";

test("killed at ten random moments of the first, everybody is billed once: no number, entry or mail twice or missing", async () => {
  const { blows, findings } = await killed(billing, 10, 20260701);
  expect(findings).toEqual([]);
  expect(blows).toHaveLength(10);
}, 300_000);
