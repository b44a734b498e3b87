import { expect, test } from "vitest";
import type { Segment } from "./manifest.ts";
import { fullBytes, plan } from "./segments.ts";

const segment = (from: number, to: number, more: Partial<Segment> = {}): Segment => ({
  name: `${from}`.padStart(64, "0"),
  bytes: 1,
  raw: fullBytes,
  sha256: "0".repeat(64),
  from,
  to,
  values: to - from + 1,
  forgotten: 0,
  ...more,
});
const asIs = async ({ from, to }: { from: number; to: number }) => to - from + 1;

test("SG1: full segments stay, and the small one at the end is written again with what came since", async () => {
  const before = [segment(1, 10), segment(11, 20), segment(21, 23, { raw: 5 })];
  expect(await plan(before, 25, 0, asIs)).toEqual({
    reused: before.slice(0, 2),
    ranges: [{ from: 21, to: 25 }],
  });
  expect(await plan([], 3, 0, asIs)).toEqual({ reused: [], ranges: [{ from: 1, to: 3 }] });
  expect(await plan([segment(1, 10)], 10, 0, asIs)).toMatchObject({ ranges: [] });
});

test("SG2: a segment of which values were dropped is written again, alone", async () => {
  const before = [segment(1, 10), segment(11, 20), segment(21, 30)];
  const dropped = async (range: { from: number; to: number }) =>
    range.from === 11 ? 9 : asIs(range);
  expect(await plan(before, 30, 1, dropped)).toEqual({
    reused: [before[0], before[2]],
    ranges: [{ from: 11, to: 20 }],
  });
  // Nobody was forgotten since: nothing is counted.
  const counted = async () => {
    throw new Error("counted");
  };
  expect(await plan(before, 30, 0, counted)).toMatchObject({ reused: before });
});

test("segments that do not follow on each other are not built upon", async () => {
  const gap = [segment(1, 10), segment(12, 20)];
  expect(await plan(gap, 20, 0, asIs)).toEqual({
    reused: [gap[0]],
    ranges: [{ from: 11, to: 20 }],
  });
});
