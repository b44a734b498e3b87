/** `set`: null for the one that comes with Mainstay. `data`: null for a company that is gone afterwards. */
export type EvalOptions = { set: string | null; data: string | null; report: string | null };

/** Shares, from 0 to 1, as means over questions. */
export type EvalFigures = {
  questions: number;
  at5: number;
  at10: number;
  ndcg10: number;
  packed: number;
};

export type EvalView = {
  set: string;
  clients: number;
  passages: number;
  packTokens: number;
  /** Over all questions that have evidence, then over those of each kind. */
  all: EvalFigures;
  kinds: (EvalFigures & { kind: string })[];
  /** Passages in answers and packs that are another client's: a fault, whatever else was found. */
  foreign: number;
  /** Packs that hold more than they may, and lines of packs whose entry tells something else. */
  over: number;
  uncited: number;
  /** Whether the tables are the same when they are derived from the history anew. */
  rebuilt: boolean;
  /** Questions that were answered by words alone. */
  wordsOnly: number;
  /** Questions that nothing answers, and how well the nearest tells; null where it cannot. */
  unanswerable: number;
  told: { auc: number; threshold: number; below: number } | null;
  report: string | null;
};
