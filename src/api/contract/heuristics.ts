export type Heuristics = { heuristics: HeuristicLine[]; now: number; timeZone: string };

/** A rule of thumb: hers, or one that was learned of her answers. */
export type HeuristicLine = {
  /** The entry that it began with: its number. */
  entry: number;
  at: number;
  text: string;
  /** Only what she consented to is told; what she says herself she consents to. */
  status: "proposed" | "consented" | "refused" | "retired";
  by: "you" | "learned";
  /** "" for all. */
  client: string;
  /** Who is told; none named: every agent that is told anything. */
  agents: string[];
  process: string;
  /** Entries of her answers that bear it out, and of those that do not. */
  for: number[];
  against: number[];
  /** Where she is asked about it; null where she is not. */
  item: number | null;
};
