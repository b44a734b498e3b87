import type { SchemaChange } from "../../value/schema-change.ts";
import type { Paused } from "./status.ts";

export const runsOnApply = ["finish", "pause", "migrate", "cancel"] as const;
export type RunsOnApply = (typeof runsOnApply)[number];

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
  /** What new schemas do to the records that there are. */
  migrations: MigrationView[];
  /** How many scenarios did not all pass on these files; absent where all did, or there are none. */
  untested?: number;
  /** Present where something else makes vectors from now on. */
  vectors?: VectorsAnew;
};

/** All vectors, made anew. */
export type VectorsAnew = {
  by: string;
  /** The host that is told what clients said; null where nothing leaves this computer. */
  sendsTo: string | null;
  passages: number;
  /** What it may come to; null: its price is not known, and nothing is sent. */
  aboutMicros: number | null;
  currency: string;
  locale: string;
};

/** A schema whose records read otherwise by it, or do not fit it. */
export type MigrationView = SchemaChange & {
  /** Records that fitted before and do not any more, the first of them with what is wrong. */
  unfit: { client: string; key: string; message: string }[];
  unfitInAll: number;
};
