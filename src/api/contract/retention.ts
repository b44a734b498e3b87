/** How long content is kept that nothing needs any more, and what of it goes. */
export type RetentionPlan = {
  kinds: RetentionKind[];
  /** What is never removed by a rule, in words. */
  forGood: string[];
  /** Up to when ages are counted; earlier than `now` where the clock has moved on by more than a month. */
  countedTo: number;
  now: number;
  /** When it is looked at next by itself, while the company runs. */
  nextAt: number;
  /** Why nothing is removed now; "" where it may be. */
  hindered: string;
  timeZone: string;
};

export type RetentionKind = {
  /** As mainstay.yaml names it. */
  kind: string;
  /** In words. */
  what: string;
  /** In words: "90 days, then one in 20 until 365 days". */
  rule: string;
  /** Entries of the history with such content, and its size. */
  entries: number;
  bytes: number;
  goes: { entries: number; bytes: number };
  nextAt: number | null;
  /** What stays though its time is over, and why, in words. */
  stays: { entries: number; why: string }[];
  removed: number;
};

/** What was found of it in each store before and after: counted, not concluded. */
export type Receipt = {
  stores: { store: string; removed: number; left: number }[];
  /** Copies in older backups: none, until `lastCopyAt`, or for as long as the backups are kept. */
  copies: "none" | "until" | "asBackups";
  lastCopyAt: number | null;
  timeZone: string;
};

export type Removed = {
  ok: boolean;
  /** Stable, empty when ok. */
  code: string;
  message: string;
  /** Null where nothing was removed. */
  receipt: Receipt | null;
};
