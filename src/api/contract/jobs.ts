import type { DiffLine } from "./item.ts";
import type { Paused } from "./status.ts";
import type { Json } from "../../value/json.ts";

export const runStatuses = [
  "running",
  "waiting",
  "paused",
  "cancelling",
  "completed",
  "failed",
  "cancelled",
] as const;
export type RunStatus = (typeof runStatuses)[number];

export type RunLine = {
  number: number;
  runbook: string;
  /** What it is about, as its process calls it: "Publish: Prices in winter"; "" where it does not. */
  title: string;
  client: string;
  status: RunStatus;
  /** "waiting for the deposit"; of what runs, whom it asks just now: "asking the model small". */
  line: string;
  /** When what it waits for is tried again, or leaves, by itself; null where nothing is put off. */
  nextTryAt: number | null;
  /** What holds it back, with the reason; null where nothing does. */
  paused: Paused | null;
  startedAt: number;
  endedAt: number | null;
  costMicros: number;
};

export type RunView = RunLine & {
  from: string;
  version: string;
  release: string;
  entries: TimelineEntry[];
  next: string;
  currency: string;
  timeZone: string;
  locale: string;
};

export type TimelineEntry = {
  seq: number;
  at: number;
  /** One word: read, drafted, asked, you, did, sent, waiting, failed … */
  verb: string;
  what: string;
  why: string;
  by: string;
  version: string;
  costMicros: number;
  causedBy: number | null;
  undo: string;
  step: string;
  /** What she changed in what was shown to her, before and after. */
  changes?: readonly DiffLine[];
  /** True for a stage on the way that only matters to who looks closely. */
  detail: boolean;
};

export type CancelPreview = { undone: string[]; stays: string[]; waitsFor: string[] };

export type Repair = { step: string; input?: Json; release?: string };
