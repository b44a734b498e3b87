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
const asIs = async () => true;

test("SG1: what is full stays; what is small is written again with as many events that came since", async () => {
  const before = [segment(1, 10), segment(11, 20), segment(21, 23, { raw: 5 })];
  expect(await plan(before, 25, asIs)).toEqual({
    reused: before,
    ranges: [{ from: 24, to: 25 }],
  });
  expect(await plan(before, 26, asIs)).toEqual({
    reused: before.slice(0, 2),
    ranges: [{ from: 21, to: 26 }],
  });
  expect(await plan(before, 23, asIs)).toEqual({ reused: before, ranges: [] });
  expect(await plan([], 3, asIs)).toEqual({ reused: [], ranges: [{ from: 1, to: 3 }] });
  expect(await plan([segment(1, 10)], 10, asIs)).toMatchObject({ ranges: [] });
});

test("SG1: of a thousand small backups few segments are left, and little was written twice", async () => {
  let segments: Segment[] = [];
  let written = 0;
  for (let events = 1; events <= 1_000; events++) {
    const { reused, ranges } = await plan(segments, events, asIs);
    segments = [...reused, ...ranges.map(({ from, to }) => segment(from, to, { raw: 5 }))];
    written += ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    expect(segments.at(-1)?.to).toBe(events);
    expect(segments.length).toBeLessThanOrEqual(10);
  }
  expect(written).toBeLessThan(1_000 * 10);
});

test("SG2: a segment of which values were dropped is written again, alone", async () => {
  const before = [segment(1, 10), segment(11, 20), segment(21, 30)];
  expect(await plan(before, 30, async ({ from }) => from !== 11)).toEqual({
    reused: [before[0], before[2]],
    ranges: [{ from: 11, to: 20 }],
  });
});

test("segments that do not follow on each other are not built upon", async () => {
  const gap = [segment(1, 10), segment(12, 20)];
  expect(await plan(gap, 20, asIs)).toEqual({
    reused: [gap[0]],
    ranges: [{ from: 11, to: 20 }],
  });
});
