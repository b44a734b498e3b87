/** Kinds of records that need no schema of their own: words about a client or the company. */
export const plainKinds: readonly string[] = ["note", "preference", "decision", "heuristic"];
