import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { underLoad } from "./load.ts";

test("LD1-LD4: killed ten times under load, nothing acknowledged is lost, nothing is done twice", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-load-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const report = await underLoad(folder, { kills: 10, seed: 1 });
  expect(report.findings).toEqual([]);
  expect(report.kills).toBe(10);
  expect(report.letters).toBeGreaterThan(4);
}, 180_000);
