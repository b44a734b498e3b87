export type Refused = { line: number; reason: string };

/** What a list says, line by line. */
export type Listed<T> = {
  rows: readonly T[];
  refused: readonly Refused[];
  /** Headings that mean nothing here; and those that would. */
  strange: readonly string[];
  known: readonly string[];
};
