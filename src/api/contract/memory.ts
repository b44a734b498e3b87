/** Passages to keep, such as the turns of old conversations. Each is kept once, however often it is given. */
export type Remember = { dryRun: boolean; rows: readonly PassageRow[] };

export type PassageRow = {
  /** Of her file. */
  line: number;
  /** As its source names it; unique per client. */
  id: string;
  /** Told apart to the byte. */
  client: string;
  author: string;
  /** Epoch ms. */
  at: number;
  /** The conversation it is part of; "" where it stands alone. */
  thread: string;
  text: string;
};

export type Remembered = {
  kept: number;
  /** Those that were here before, as they are. */
  known: number;
  refused: { line: number; reason: string }[];
};

/** Longer ones are refused: whoever brings them parts them. */
export const mostPassageText = 32_768;
export const mostName = 500;
/** So many go to the desk at a time. */
export const mostRows = 100;
