import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Report } from "./campaign.ts";
import { cut, cutsOf } from "./cut.ts";
import { drawCase } from "./draw.ts";
import { reached } from "./reached.ts";
import { play } from "./play.ts";

const run = promisify(execFile);
const script = fileURLToPath(new URL("run.ts", import.meta.url));

async function simulate(...args: string[]): Promise<Report> {
  const options = { maxBuffer: 1 << 26 };
  // A broken promise is an exit code and a report all the same.
  const { stdout } = await run(process.execPath, [script, "--json", ...args], options).catch(
    (error: { stdout: string }) => error,
  );
  return JSON.parse(stdout) as Report;
}

describe("2,000 companies", async () => {
  const report = await simulate("--seeds", "2000", "--jobs", "2");

  test("keep every promise, whatever goes wrong", () => {
    expect(report.failures).toEqual([]);
    expect(report.plays).toBe(2_000);
  });

  test("CR1, CR2: die evenly over all their places, and hardly one not at all", () => {
    const tenths = Array.from(
      { length: 10 },
      (_, i) => report.counts[`death in tenth ${i + 1}`] ?? 0,
    );
    const mean = report.crashes / tenths.length;
    expect(Math.min(...tenths)).toBeGreaterThan(mean * 0.7);
    expect(Math.max(...tenths)).toBeLessThan(mean * 1.3);
    expect(report.counts["play without a death"] ?? 0).toBeLessThan(report.plays * 0.05);
  });

  test.each(Object.entries(reached))("meet at least so often: %s", (what, times) => {
    expect(report.counts[what] ?? 0).toBeGreaterThanOrEqual(times);
  });
});

test("a seed is the same play each time, in whatever process", async () => {
  for (const seed of [3, 31]) {
    const here = await play(drawCase(seed));
    const again = await play(drawCase(seed), { told: true });
    expect(again.hash).toBe(here.hash);
    expect((await simulate("--seed", String(seed))).hash).toBe(here.hash);
  }
});

test("two seeds are two plays", async () => {
  const [one, other] = [await play(drawCase(3)), await play(drawCase(4))];
  expect(one.hash).not.toBe(other.hash);
});

test("so many processes at once come to the same report as one", async () => {
  const alone = await simulate("--seeds", "6", "--from", "40");
  const shared = await simulate("--seeds", "6", "--from", "40", "--jobs", "3");
  expect({ ...shared, milliseconds: 0 }).toEqual({ ...alone, milliseconds: 0 });
}, 60_000);

/** The other holds acts open, reads conversations and lays a draft. */
test.each([["20"], ["138"]])(
  "a process can die at every durable write and call of case %s",
  async (seed) => {
    const deeds = Array.from({ length: 40 }, (_, i) => `d${i + 1}`).join();
    const report = await simulate("--seed", seed, "--exhaustive", "--without", deeds);
    expect(report.failures).toEqual([]);
    expect(report.plays).toBeGreaterThan(20);
    expect(report.crashes).toBe(report.plays);
  },
  300_000,
);

test("everything of a case can be left out by name", () => {
  const drawn = cut(drawCase(31), new Set(cutsOf(drawCase(31))));
  const { deeds, faults, crashes, incidents } = drawn;
  expect([deeds, faults, crashes, incidents]).toEqual([[], [], [], []]);
  expect(drawn.haste).toBe(0);
});
