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
  /** Whether it ends at all. */
  ends: boolean;
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

/** What she removes by hand; `id` names a passage or an arrival, by itself or by its entry. */
export type PurgeName =
  | { what: "passage"; client: string; id: string }
  | { what: "arrival"; client?: string; id: string }
  | { what: "fact"; client?: string; kind: string; id?: string; field: string };

export type PurgePreview = {
  client: string;
  /** What it is, in words: "what Ada said on 3 March 2026". */
  what: string;
  entries: number;
  /** Entries that quote it and go with it. */
  copies: number;
  /** Jobs that keep what they did or wrote with it. */
  jobs: number[];
  /** Other entries that hold it and stay: letters, records, other mails. */
  others: number;
  /** Fields recorded anew, because they were said together with it. */
  again: string[];
  /** Why it cannot go now; "" where it may. */
  hindered: string;
  /** Stays outside: where it came from. */
  outside: string;
  lastCopyAt: number | null;
  timeZone: string;
};

/** What was found of it in each store before and after: counted, not concluded. */
export type Receipt = {
  stores: readonly { store: string; removed: number; left: number }[];
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
