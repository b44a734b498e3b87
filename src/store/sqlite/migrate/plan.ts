import { statfsSync } from "node:fs";
import { formatVersion } from "../schema.ts";
import { type Kept, keptIn } from "./kept.ts";
import { standingOf } from "./old-file.ts";
import { stepsBetween } from "./steps.ts";

/** What a migration of this data folder would do; nothing is changed by asking. */
export type Plan = {
  from: number;
  to: number;
  events: number;
  /** Of the old file, with its log. */
  bytes: number;
  /** Free while it runs; the old file stays beside the new one. */
  neededBytes: number;
  availableBytes: number;
  expectedMs: number;
  changes: readonly string[];
  final: readonly string[];
  /** Files of older formats that are still kept. */
  kept: readonly Kept[];
};

const megabyte = 1024 * 1024;
/** Measured: copied and verified by one core, with room for slower machines. */
const eventsPerMs = 20;
const bytesPerMs = 40_000;

/** The new file, the log of its verification, and a little more. */
function needed(bytes: number): number {
  return 2 * bytes + 8 * megabyte;
}

export function planOf(folder: string): Plan {
  const { format, events, bytes } = standingOf(folder);
  const steps = stepsBetween(format, formatVersion) ?? [];
  const { bavail, bsize } = statfsSync(folder);
  return {
    from: format,
    to: formatVersion,
    events,
    bytes,
    neededBytes: steps.length === 0 ? 0 : needed(bytes),
    availableBytes: bavail * bsize,
    expectedMs: Math.ceil(steps.length * (events / eventsPerMs + bytes / bytesPerMs)),
    changes: steps.flatMap(({ changes }) => changes),
    final: steps.flatMap(({ final }) => final),
    kept: keptIn(folder),
  };
}
