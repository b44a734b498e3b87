import { expect, test } from "vitest";
import { killed } from "./killed.ts";
import { tour } from "./tour.ts";

test("killed at ten random moments, tours leave what an undisturbed one leaves: nothing twice, nothing missing", async () => {
  const { blows, findings } = await killed(tour, 10, 20260601);
  expect(findings).toEqual([]);
  expect(blows).toHaveLength(10);
}, 300_000);
