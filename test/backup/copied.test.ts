import { cp, rename } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { at, scratch, studio } from "../bad-input/company.ts";

// Each of them starts processes.
vi.setConfig({ testTimeout: 90_000 });

test("PL1: a data folder that was copied opens in quarantine, and says so, until it is admitted", async () => {
  const company = await studio();
  await company.type("pause");
  const copy = at(company.workspace, path.join(await scratch(), "copy"));
  await cp(company.data, copy.data, { recursive: true });
  const { out } = await copy.type("inbox");
  expect(out).toMatch(/^IN QUARANTINE\. A copy, found on/);
  const refused = await copy.type("run", "month-end", "--input", "{}");
  expect(refused.code).not.toBe(0);
  expect((await copy.type("admit", "--others-off")).code).toBe(0);
  expect((await copy.type("inbox")).out).not.toContain("QUARANTINE");
  expect((await company.type("inbox")).out).not.toContain("QUARANTINE");
});

test("PL1: a folder that was only renamed is what it was", async () => {
  const company = await studio();
  await company.type("pause");
  const moved = at(company.workspace, `${company.data}-renamed`);
  await rename(company.data, moved.data);
  expect((await moved.type("inbox")).out).not.toContain("QUARANTINE");
  expect((await moved.type("resume")).code).toBe(0);
});
