import type { Paused } from "./status.ts";

export type RunsOnApply = "finish" | "pause" | "migrate" | "cancel";

export type ApplyView = {
  ok: boolean;
  problems: {
    file: string;
    line: number | null;
    column: number | null;
    message: string;
    remedy: string;
  }[];
  differences: { kind: string; name: string; change: string; details: string[] }[];
  release: string;
  /** Runs under way that the choice in `runs` touches. */
  touched: number[];
  /** All that is paused after it. */
  paused: Paused[];
  /** How many scenarios did not all pass on these files; absent where all did, or there are none. */
  untested?: number;
};
