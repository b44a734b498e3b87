/**
 * Something that an agent was told: a skill of its files, a fact as its record stood, a passage by the
 * entry that kept it, or a job by its number and the newest entry of it that was told of.
 */
export type Ref =
  | { kind: "skill"; name: string; version: string }
  | { kind: "fact"; record: string; key: string; field: string; version: number }
  | { kind: "passage"; seq: number }
  | { kind: "job"; number: number; seq: number };

/**
 * What an agent was told beside its input, without what it says: that may be forgotten, and where it came
 * from stays.
 */
export type Pack = {
  /** In tokens. */
  limit: number;
  tokens: number;
  items: Ref[];
  dropped: { ref: Ref; why: "no room" | "secret" }[];
  /** How many more were left out than are named. */
  more: number;
  /** Why nothing was looked for by its meaning; absent where it was. */
  wordsOnly?: string;
};
