import type { BothSides, SecretAsked } from "./facts.ts";

/** Named places in the history of what is remembered, the newest first. */
export type SnapshotsView = {
  snapshots: SnapshotLine[];
  /** Older ones, beyond those asked for. */
  more: number;
  now: number;
  timeZone: string;
};

export type SnapshotLine = {
  number: number;
  /** "" where it has none, or where it was forgotten with a client whom it named. */
  name: string;
  why: "asked" | "schedule" | "import" | "restore" | "rollback";
  at: number;
  /** Its entry in the history. */
  entry: number;
  /** Facts recorded and passages kept since. */
  facts: number;
  passages: number;
};

/** A place: the name or number of a snapshot, a day as it ended ("2026-03-03"), a time, or "now". */
export type DiffQuery = SecretAsked & {
  from: string;
  /** Missing: now. */
  to?: string;
  client?: string;
  kind?: string;
};

/** What was recorded between two places. */
export type DiffView = {
  from: PlaceView;
  to: PlaceView;
  counts: Readonly<Record<DiffLine["how"], number>> & {
    passages: number;
    /** Passages that were withdrawn, whenever they had been kept. */
    withdrawn: number;
    /** Records of clients who are forgotten: nothing of them is told. */
    forgotten: number;
  };
  facts: DiffLine[];
  /** Facts beyond those that are listed. */
  more: number;
  timeZone: string;
};

export type PlaceView = { number: number | null; name: string; at: number; entry: number };

export type DiffLine = BothSides & {
  /** "" for the company itself. */
  client: string;
  kind: string;
  key: string;
  title: string;
  field: string;
  /** "besides": about another time, or the same on other grounds. */
  how: "added" | "changed" | "retracted" | "besides" | "confirmed";
  by: string;
  at: number;
  entry: number;
};

export const mostSnapshotName = 80;
export const usualSnapshots = 50;
