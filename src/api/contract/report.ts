/** A figure of the month, beside that of the month before. */
export type Beside<T> = { now: T; before: T };

/**
 * What one month came to, each figure beside the month before. Amounts are text, "2856.00 EUR". What
 * cannot be known is null, and `unknown` says why.
 */
export type MonthReport = {
  /** "2026-05". */
  month: string;
  before: string;
  /** False while the month is still going on. */
  over: boolean;
  company: string;
  currency: string;
  locale: string;
  timeZone: string;
  /** One for each currency that the books know; the company's own first. */
  money: {
    currency: string;
    /** Of which something is left; and credit notes. */
    invoices: Beside<number>;
    credits: Beside<number>;
    invoiced: Beside<string>;
    received: Beside<string>;
    /** At the end of the month. */
    open: Beside<string>;
    overdue: Beside<string>;
    /** To be put aside. */
    vat: Beside<string>;
    tax: Beside<string> | null;
    daysToPaid: Beside<number | null>;
  }[];
  /** `minutes` as the inbox reckons them. */
  decisions: Beside<{ count: number; changed: number; denied: number; minutes: number }>;
  /** Acts done, and those of them that came of no answer of hers. */
  done: Beside<number>;
  alone: Beside<number>;
  /** Facts that are on record since then, and drafts that she corrected. */
  /** `heuristics`: what she consented to be told of. */
  learnt: Beside<{ facts: number; corrections: number; heuristics: number }>;
  /** Clients who became active. */
  won: Beside<number>;
  spentMicros: Beside<number>;
  wrong: { what: string; times: Beside<number> }[];
  /** An act that could go without asking, with how often she said yes to it as it was, and since when. */
  offer: { action: string; times: number; since: number } | null;
  unknown: string[];
  waiting: Waiting;
};

/** What waits at the moment it is asked, whichever month the report is about. */
export type Waiting = {
  /** "2026-07-01". */
  today: string;
  /** Decisions of hers, the most urgent first; the first of them, of `items`. */
  you: {
    items: number;
    minutes: number;
    lines: { number: number; client: string; title: string }[];
  };
  /** Jobs that wait for a mail. */
  mails: number;
  /** What clients owe by the books, the latest first; the first of them, of `count`. */
  invoices: {
    number: string;
    client: string;
    /** Below zero where more was paid than is owed. */
    open: string;
    due: string | null;
    daysLate: number;
    /** The last reminder that went out, or "given up"; null: neither. */
    reminded: string | null;
  }[];
  count: number;
  /** All of them together, and those that are late, by currency. */
  owed: string[];
  late: string[];
  /** How far the bank's data reach; null: none came. */
  bank: { through: string; days: number } | null;
};
