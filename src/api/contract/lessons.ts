import type { Json } from "../../value/json.ts";
import type { Maker } from "../../value/maker.ts";
import type { SecretAsked } from "./facts.ts";
import type { DiffLine } from "./item.ts";

/** What her answers say of the work before them, in the words of surfaces: signals. */
export const signalKinds = ["agreed", "edited", "denied", "overridden", "reclassified"] as const;
export type SignalKind = (typeof signalKinds)[number];

/** Which of them; of clients as she names them, of agents by their file's name. */
export type SignalsQuery = SecretAsked & {
  kind?: SignalKind;
  process?: string;
  agent?: string;
  client?: string;
  /** Epoch ms, or a day as it began. */
  since?: number | string;
  /** Only those of earlier entries: the next page. */
  before?: number;
  limit?: number;
};

export type SignalsView = {
  /** The newest first. */
  signals: SignalLine[];
  /** Of the last that was looked at, where there may be more; else null. */
  next: number | null;
};

export type SignalLine = {
  /** Its entry in the history. */
  seq: number;
  at: number;
  kind: SignalKind;
  /** "taken over", "withheld", "undone"; "dismissed", "merged", "corrected", "taken back"; else "". */
  how: string;
  /** What it counts for: "mail.send", "follow-up/ok", "client.stage". */
  action: string;
  process: string;
  run: number | null;
  step: string;
  client: string;
  /** Whose work it is about, as they were then, and what they had been given: by reference. */
  agents: readonly Maker[];
  /** Of an edit: whose part she left as it was. */
  left: readonly Maker[];
  /** Each part that differs: the lines that do, and both values whole. Empty once its client is forgotten. */
  changes: (DiffLine & { was: Json; is: Json })[];
  reason: string;
};

/** How an agent's work fared, by its version and what did it. */
export type SignalScore = {
  agent: string;
  version: string;
  rung: string;
  model: string | null;
  agreed: number;
  edited: number;
  denied: number;
  overridden: number;
  /** When she answered last. */
  at: number;
};

export type SignalScores = {
  scores: SignalScore[];
  /** How many of her answers were looked at, and of how many. */
  looked: number;
  of: number;
};

export const mostSignals = 200;
