import type { Json } from "../../value/json.ts";
import type { RunStatus } from "./jobs.ts";
import type { Among } from "./memory.ts";

/** One field of one record, of a client's or of the company's own. */
export type FactName = {
  /** As she names clients; missing: the company itself. */
  client?: string;
  kind: string;
  /** Which of their records of that kind, such as an invoice's number; missing: the only one. */
  id?: string;
  field: string;
};

/** Values of secrets, too, where that is said. */
export type SecretAsked = { secret?: "shown" };

/** What stands where a value would, of a secret that was not asked for. */
export const keptBack = "secret: --secret shows it";

/** A value before and after a change; null where nothing is known, or where it is hidden. */
export type BothSides = {
  before: Json;
  after: Json;
  /** What is known there is secret, and was not asked for. */
  hidden: readonly ("before" | "after")[];
};

/** Epoch ms, or a day like "2026-03-03" as it is where the company is. */
export type Time = number | string;

/** What is on record about somebody. */
export type FactsQuery = SecretAsked & {
  client?: string;
  kind?: string;
  /** As it held then, rather than now; of a day, as it ended. */
  at?: Time;
  /** As the company knew it then. */
  known?: Time;
};

export type FactsView = {
  /** "" for the company itself. */
  client: string;
  /** What leads to exactly this client when it is brought again; "" for the company itself. */
  lead: string;
  records: {
    kind: string;
    /** Its name in the history. */
    key: string;
    /** What tells it apart from others of its kind, from its own facts; "" where nothing does. */
    title: string;
    facts: FactLine[];
  }[];
  at: number;
  known: number;
  timeZone: string;
};

export type FactLine = {
  field: string;
  /** Of a secret null, unless it was asked for. */
  value: Json;
  secret: boolean;
  /** Of the record, when this was recorded; what an answer to it names. */
  version: number;
  recordedAt: number;
  validFrom: number;
  validTo: number | null;
  expiresAt: number | null;
  /** In percent. */
  confidence: number;
  /** "you", or "job 17". */
  by: string;
  reason: string;
  /** Everything behind it is hers or on record; else it came from outside. */
  vouched: boolean;
  /** When it was said last. */
  confirmedAt: number;
  confirmed: number;
  /** Since when it should be asked again; null where it is fresh. */
  staleSince: number | null;
  /** The entry that it rests on. */
  source: number;
  /** The version of schemas/KIND.json under which it was said. */
  shape: number;
  /** As it was said, where it reads otherwise by now. */
  said?: { field: string; value: Json };
};

/** A fact of which the history is asked. */
export type HistoryQuery = FactName & SecretAsked;

/** Who changed a fact, when and why; the newest first. */
export type FactHistory = {
  client: string;
  kind: string;
  /** As it is called by now. */
  field: string;
  /** Its schema has no place for it any more: nothing shows it but this. */
  gone: boolean;
  versions: (FactLine & {
    /** False where it was said that nothing is known, and where what was said was removed for good. */
    known: boolean;
    removed: RemovedFact | null;
    /** Whether it is what holds now. */
    holds: boolean;
    /** Until when it holds, by all that is known now. */
    heldTo: number | null;
    /** Since when something else is known of its beginning; null: it is what is known. */
    knownTo: number | null;
  })[];
  /** Jobs that read it, the newest first. */
  rested: Rested[];
  timeZone: string;
};

/** `by`: "you", or "your rule for prompts". `because`: in her words; "" where none are left. */
export type RemovedFact = { at: number; by: string; because: string };

export type Rested = {
  number: number;
  runbook: string;
  status: RunStatus;
  /** Steps that read it, and when the last of them did. */
  steps: string[];
  at: number;
  /** What it did outside since the first of them. */
  acts: string[];
  /** The command that has it done again by what is known now; null where it ended, and something else began it. */
  again: string | null;
};

/** Her word on a fact. */
export type FactWord = FactName & {
  /**
   * "set": so it is from then on. "correct": what stands was wrong for as long as it stands. "retract":
   * it is not known to be so, from its beginning, or from `from` on.
   */
  how: "set" | "correct" | "retract";
  /** "set", with `id`: there is no such record yet, and she begins it. */
  begin?: boolean;
  /** A text where the form wants something else is read as JSON. */
  value?: Json;
  /** Of a day, as it began. */
  from?: Time;
  until?: Time;
  expires?: Time;
  confidence?: number;
  because?: string;
  /** The version that she saw, 0 for none: where another stands, nothing is recorded. */
  version?: number;
};

export type FactSaid = {
  ok: boolean;
  code: string;
  message: string;
  /** Jobs that read what stood before. */
  rested: Rested[];
  timeZone: string;
};

/** What somebody else says: recorded, confirmed, or put before her where it contradicts what stands. */
export type Learn = {
  dryRun: boolean;
  import?: number;
  rows: readonly FactRow[];
  /** Fields that her own form of such records has no place for are told, and not refused. */
  fitting?: boolean;
};

export type FactRow = Omit<FactName, "client"> & {
  /** As she names clients, or whom it may be about; missing: the company itself. */
  client?: string | Among;
  /** Of her file. */
  line: number;
  value: Json;
  /** Since when it holds; missing: since now. */
  from?: number;
  until?: number;
  expires?: number;
  /** In percent; missing: 100. */
  confidence?: number;
  /** Who says it, where, and in which words. */
  by?: string;
};

export type Learnt = {
  recorded: number;
  confirmed: number;
  /** Put before her now. */
  disputed: number;
  /** She was asked of them before. */
  asked: number;
  refused: { line: number; reason: string }[];
  /** Fields that were passed over because such records have no place for them. */
  dropped: string[];
};

/** Of a list that has only begun. */
export const nothingLearnt = (): Learnt => ({
  recorded: 0,
  confirmed: 0,
  disputed: 0,
  asked: 0,
  refused: [],
  dropped: [],
});

export const mostReason = 2_000;
