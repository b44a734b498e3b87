import { expect, test } from "vitest";
import { damaged, tableOf, wrong } from "./run.ts";

test("DM1: however a company's data are damaged, nobody is told anything else than without it", async () => {
  const report = await damaged({ seed: 20261120, most: 150 });
  expect(wrong(report.verdicts), tableOf(report)).toEqual([]);
  const outcomes = new Set(report.verdicts.map(({ outcome }) => outcome));
  expect([...outcomes].toSorted()).toEqual(["equal", "mended", "partly", "refused"]);
}, 240_000);
