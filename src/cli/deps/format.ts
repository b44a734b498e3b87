export type RebuildView = {
  events: number;
  /** Each table derived anew from the history, and whether it is what stood there before. */
  tables: { name: string; equal: boolean }[];
};

/** `run` goes on to the newest format, `back` to the kept file; `drop` deletes what is kept. */
export type MigrateHow = "plan" | "run" | "back" | "drop";

export type MigrateView = {
  did: "nothing" | "migrated" | "back" | "dropped";
  /** Formats of the ledger's file: as it was, and as this program writes it. */
  from: number;
  to: number;
  events: number;
  bytes: number;
  neededBytes: number;
  availableBytes: number;
  expectedMs: number;
  changes: string[];
  /** What cannot be undone. */
  final: string[];
  kept: { format: number; path: string; bytes: number }[];
  dropped: string[];
  /** Tables that came out otherwise than they stood, and were put right. */
  corrected: string[];
};
