export type ModelTier = {
  name: string;
  /** "openai/gpt-5-mini" */
  model: string;
  /** Whose ladders name it. */
  agents: string[];
  /** Why it cannot be asked here and now, with what would help; null where it can. */
  lacks: string | null;
  /** Millionths of the currency for a million tokens; null: not known, so that it is not asked. */
  price: { input: number; output: number } | null;
  checkMicros: number | null;
  calls: number;
  spentMicros: number;
  /** Of the last call that was answered. */
  last: { at: number; latencyMs: number; answered: string } | null;
  /** Why the last call was not answered; null where it was. */
  failed: string | null;
};

export type ModelsView = {
  tiers: ModelTier[];
  currency: string;
  /** By models and acts together, with the limit where there is one. */
  spent: { name: string; micros: number; limitMicros: number | null }[];
  now: number;
  timeZone: string;
  locale: string;
};

export type ModelCheck = {
  ok: boolean;
  /** Stable, empty when ok. */
  code: string;
  message: string;
  costMicros: number;
  latencyMs: number | null;
};
