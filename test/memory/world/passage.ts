/** What a passage says of that is asked for; null for all the others. */
export type Mark = string | null;

/** As it stands in its conversation, before it has an id. */
export type Draft = { author: string; at: number; text: string; mark: Mark };

export type Talk = readonly Draft[];

/** As `memory import` takes it. */
export type Passage = {
  id: string;
  client: string;
  author: string;
  at: string;
  thread: string;
  text: string;
};
