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

/** `left` still have none. */
export type Indexed = { made: number; left: number };

/** What was said, by one client's passages alone. */
export type RecallQuery = {
  /** As it was named when it was kept, or as she names clients elsewhere. */
  client: string;
  query: string;
  /** At most so many passages. */
  k: number;
  /** Instead: what goes into so many tokens. */
  tokens?: number;
  /** Nothing that was said later is found; epoch ms. */
  at?: number;
};

export type RecallView = {
  /** The likeliest first. */
  passages: {
    id: string;
    author: string;
    at: number;
    thread: string;
    text: string;
    score: number;
    /** What the score is the sum of. */
    parts: Readonly<Record<string, number>>;
    /** Its entry in the history. */
    seq: number;
  }[];
  /** How near in meaning the nearest of all is, up to 1; null where meaning was not asked. */
  nearest: number | null;
  /** Passages of this client. */
  known: number;
  /** How many of them have no vector yet: they are found by their words alone. */
  missing: number;
  /** Why only words were asked; null where meaning was, too. */
  wordsOnly: string | null;
  timeZone: string;
};

/** A client's passages, in the order in which they were kept. */
export type PassagesQuery = {
  client: string;
  /** Only those of later entries. */
  after?: number;
};

/** So many at a time: empty once there are no more. */
export type PassagesView = {
  passages: { id: string; author: string; at: number; thread: string; text: string; seq: number }[];
};

export type MemoryStats = {
  passages: number;
  /** Without a vector: found by their words alone. */
  unread: number;
  /** Records and their facts, by kind. */
  kinds: { kind: string; records: number; facts: number; stale: number }[];
  /** What contradicts what is on record, and waits for her. */
  conflicts: number;
  /** What models' calls came to, by tier. */
  tiers: { tier: string; calls: number; micros: number }[];
  currency: string;
  locale: string;
};

export const mostQuery = 2_000;
export const mostRecalled = 1_000;
export const mostTokens = 20_000;

/** Longer ones are refused: whoever brings them parts them. */
export const mostPassageText = 32_768;
export const mostName = 500;
/** So many go to the desk at a time. */
export const mostRows = 100;
