import type { DatabaseSync } from "node:sqlite";

/**
 * One step from a format of the ledger's file to the next. A step stays as it was released: it knows
 * the tables of both formats by itself, never by what the program writes today.
 */
export type Step = {
  from: number;
  to: number;
  /** What changes, a sentence each. */
  changes: readonly string[];
  /** What cannot be undone, a sentence each. */
  final: readonly string[];
  /** Statements that make the fixed tables of `to`. */
  tables: readonly string[];
  /** Files of the data folder that format `to` has and `from` has not. */
  adds: readonly string[];
  /** Fills `fresh`, which is attached to the connection of the old file, in the caller's transaction. */
  copy(db: DatabaseSync, work: Work): Copied;
  /** Makes the files that it adds, in the folder of the new ledger. */
  complete(aside: string, copied: Copied): Promise<void>;
};

export type Work = {
  /** After every few thousand events. */
  progress(events: number): void;
};

export type Copied = {
  events: number;
  /** Root of the tree over the bytes as the old file holds them. */
  root: Uint8Array;
  /** What `complete` needs to know of the old file. */
  subjects: ReadonlySet<string>;
};
