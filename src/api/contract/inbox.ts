import type { Looking, Paused, Quarantine } from "./status.ts";

export type Urgency = "now" | "today" | "later";

export type ItemKind =
  | "approval" // answers: approve, edit, deny
  | "effect" // an act that policy asks about: approve, edit, deny
  | "form" // a step to do by hand: fill
  | "question" // a wait with named answers
  | "unknown" // an act whose outcome is not known: happened, again
  | "failed" // a stuck run: repair, cancel
  | "conflict" // same occasion, other arguments: dismiss, or repair the run
  | "fact" // something else is said than what is on record: approve, deny
  | "heuristic" // what she always changes, or what speaks against a heuristic: approve, deny
  | "suspicious"
  | "parked" // an arrival nobody takes: dismiss
  | "damaged" // an arrival that cannot be read: dismiss
  | "late" // an act past its lateness: approve, deny
  | "held" // an act that waits for her: taken back, its conversation went on, or not done while the company only looked
  | "clock";

export type InboxLine = {
  number: number;
  kind: ItemKind;
  /** Whom it is about, as she knows them; empty when nobody. */
  client: string;
  /** What it is where it is about no client: "Bank file", or the process of its job: "Publish note". */
  what?: string;
  /** The deed: "Send brief + deposit invoice 2,856.00 EUR". */
  title: string;
  /** Why now, who waits, what happens if ignored. */
  notes: string[];
  urgency: Urgency;
  openedAt: number;
  expiresAt: number | null;
  /** It takes no answer any more, and is asked again when the company runs. */
  expired: boolean;
  minutes: number;
  run: number | null;
};

/** An act that leaves by itself when its time is up; `number` is its job's. */
export type LeavingLine = { number: number; client: string; line: string; leavesAt: number };

export type Inbox = {
  lines: InboxLine[];
  leaving: LeavingLine[];
  minutes: number;
  now: number;
  timeZone: string;
  locale: string;
  doneThisWeek: number;
  next: { at: number; line: string } | null;
  stopped: string | null;
  paused: Paused[];
  quarantine: Quarantine | null;
  looking: Looking | null;
  /** What she should know before anything else: no backup for days. */
  warnings: string[];
};
