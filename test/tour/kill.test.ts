import { expect, test } from "vitest";
import { killed } from "./kill.ts";

test("killed at ten random moments, tours leave what an undisturbed one leaves: nothing twice, nothing missing", async () => {
  const { kills, differing } = await killed(10, 20260601);
  expect(differing).toEqual([]);
  expect(kills).toBe(10);
}, 180_000);
