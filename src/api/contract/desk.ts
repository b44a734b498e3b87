import type { Json, JsonObject } from "../../value/json.ts";
import type { Bring, Brought } from "./bring.ts";
import type { MonthReport } from "./report.ts";

/**
 * The operator's desk: everything a surface can ask of the company. The owner process implements it;
 * command line, web and chat are clients of it, in process or over the socket.
 *
 * Numbers name jobs and items in one series, never reused. Instants are epoch milliseconds.
 */
export interface Desk {
  status(): Promise<Status>;
  inbox(): Promise<Inbox>;
  item(number: number): Promise<Item>;
  answer(number: number, answer: Answer): Promise<Outcome>;
  runs(filter: { status?: RunStatus; runbook?: string; limit?: number }): Promise<RunLine[]>;
  run(number: number): Promise<RunView>;
  start(request: { runbook: string; input: JsonObject; requestId: string }): Promise<Outcome>;
  /** Takes back what is leaving, of one job or all, before it has left. */
  hold(number: number | null): Promise<Outcome>;
  cancel(number: number, reason: string): Promise<Outcome>;
  /** What cancelling would undo, and what it cannot; changes nothing. */
  cancelPreview(number: number): Promise<CancelPreview>;
  repair(number: number, fix: Repair): Promise<Outcome>;
  /** The operator takes a step over; hands it back with its output. */
  take(number: number, step: string): Promise<Outcome>;
  handBack(number: number, step: string, output: Json): Promise<Outcome>;
  pause(target: PauseTarget, reason: string): Promise<Outcome>;
  resume(target: PauseTarget): Promise<Outcome>;
  /** Emergency stop: acknowledged means nothing new is sent. `left` lists what already was. */
  stop(reason: string): Promise<{ left: string[] }>;
  /** Leaves quarantine after a restore or a copy; `othersOff`: no other copy runs any more. */
  admit(othersOff: boolean): Promise<Outcome>;
  /** From now on it only looks, for so many days: it drafts and asks, and does nothing. */
  look(days: number): Promise<Outcome>;
  /** Ends that early. What was held meanwhile waits for her word, each for itself. */
  go(): Promise<Outcome>;
  /** Applies the workspace's files. With `dryRun` only checks and compares. */
  apply(options: { dryRun: boolean; runs: RunsOnApply }): Promise<ApplyView>;
  rollback(options: { to?: string; runs: RunsOnApply }): Promise<ApplyView>;
  /** Takes over what she brings along when she begins: clients, open invoices, old mail. */
  bring(request: Bring): Promise<Brought>;
  /** The client of the one job or item was found to be the client of the other. */
  merge(from: number, into: number): Promise<Outcome>;
  /** What forgetting a client would remove, end and leave; changes nothing. */
  forgetPreview(client: string): Promise<ForgetPreview>;
  /** For good: nothing of what was recorded of her can be read again. */
  forget(request: ForgetRequest): Promise<Outcome>;
  /** The active version of a process as a Mermaid flowchart. */
  diagram(name: string): Promise<string>;
  arrivals(filter: { fate?: Fate; limit?: number }): Promise<ArrivalLine[]>;
  /** What she changed in drafts before her yes, the newest first: what later drafts can learn from. */
  edits(filter: { process?: string; limit?: number }): Promise<EditLine[]>;
  ledger(query: { after?: number; stream?: string; limit?: number }): Promise<LedgerLine[]>;
  doctor(): Promise<Finding[]>;
  /** The morning note as it would be now, and the newest that was kept. */
  morning(): Promise<Morning>;
  /** The models behind the tiers that ladders name, and what their calls came to. */
  models(): Promise<ModelsView>;
  /** Asks a tier's model once, for at most its `checkMicros`. */
  checkModel(tier: string): Promise<ModelCheck>;
  /** What a month ("2026-05") came to, beside the one before. */
  report(query: { month: string }): Promise<MonthReport>;
  /** Notices of what happens from now on, until the iteration is left. */
  watch(signal: AbortSignal): AsyncIterable<Notice>;
}

export type RunStatus =
  | "running"
  | "waiting"
  | "paused"
  | "cancelling"
  | "completed"
  | "failed"
  | "cancelled";
export type RunsOnApply = "finish" | "pause" | "migrate" | "cancel";
export type PauseTarget =
  | { kind: "everything" }
  | { kind: "runbook" | "agent" | "connector"; name: string };
/** What is held back until she resumes exactly it, and why. */
export type Paused = PauseTarget & { reason: string };
/** Restored from a backup that was taken then, or a copy; since when nothing leaves. */
export type Quarantine = {
  why: "restored" | "copied";
  takenAt: number | null;
  since: number;
  /** Series whose books came back with it: numbers that were used since may come again. */
  numbers: LastNumber[];
};
/** The last number of a series that is known; null: none is. */
export type LastNumber = { connector: string; series: string; last: string | null };
/** It only looks until then; `held`: numbers of the acts that would have been done. */
export type Looking = { until: number; held: number[] };
export type Fate =
  | "started"
  | "delivered"
  | "queued"
  | "ignored"
  | "suspicious"
  | "parked"
  | "damaged"
  | "duplicate";

export type Outcome = {
  ok: boolean;
  /** Stable, empty when ok: "approval_changed". */
  code: string;
  /** For people. */
  message: string;
  number?: number;
  /** What now waits for `up`, when no owner runs. */
  waits?: string[];
};

export type Status = {
  company: string;
  example: boolean;
  owner: boolean;
  release: string;
  stopped: string | null;
  paused: Paused[];
  quarantine: Quarantine | null;
  looking: Looking | null;
  /** What was found when it started. */
  start: {
    first: boolean;
    offForMs: number;
    recovered: number;
    lookedUp: number;
    arrivals: number;
  };
  arrivals: Record<Fate, number>;
  waiting: { items: number; minutes: number };
  doneThisWeek: number;
  next: { at: number; line: string } | null;
  spentMicros: number;
  currency: string;
  /** Models that can be asked, and that some ladder names: "openai/gpt-5-mini". */
  models: string[];
  /** True if nothing is under way and nothing is due now. */
  quiet: boolean;
  now: number;
  timeZone: string;
  locale: string;
};

export type Urgency = "now" | "today" | "later";

export type ItemKind =
  | "approval" // answers: approve, edit, deny
  | "effect" // an act that policy asks about: approve, edit, deny
  | "form" // a step to do by hand: fill
  | "question" // a wait with named answers
  | "unknown" // an act whose outcome is not known: happened, again
  | "failed" // a stuck run: repair, cancel
  | "conflict" // same occasion, other arguments: dismiss, or repair the run
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

/** What one act or change will do, in the order in which it will be done. */
export type Deed = {
  label: string;
  line: string;
  details: string[];
  /** "can be undone", "by credit note only", "final". */
  undo: string;
  /** Path of a file to open before deciding (a draft PDF), where there is one. */
  open: string | null;
};

export type DiffLine = {
  field: string;
  before: string | null;
  after: string | null;
  mark: "same" | "added" | "removed" | "changed" | "unvouched";
};

export type Item = InboxLine & {
  /** What became of it, and when; null while it is open. A settled item takes no answer. */
  settled: { line: string; at: number | null } | null;
  /** Digest of exactly the bytes shown; an answer names it. */
  digest: string;
  /** What is decided on, editable where `editable`. */
  shown: Json;
  editable: boolean;
  deeds: Deed[];
  diff: DiffLine[];
  whyAsked: string[];
  draftedBy: string;
  ifIgnored: string;
  /** Answers that this item takes, with a sentence each: { approve: "approve exactly this" }. */
  answers: Record<string, string>;
  /** JSON Schema of what may be filled in or edited; null where free. */
  schema: JsonObject | null;
};

export type Answer = {
  /** One of the item's `answers`: approve, deny, edit, fill, happened, again, dismiss, retry … */
  answer: string;
  digest: string;
  /** The edited draft or the filled form. */
  value?: Json;
  reason?: string;
};

export type RunLine = {
  number: number;
  runbook: string;
  client: string;
  status: RunStatus;
  /** "waiting for the deposit" */
  line: string;
  /** What holds it back, with the reason; null where nothing does. */
  paused: Paused | null;
  startedAt: number;
  endedAt: number | null;
  costMicros: number;
};

export type RunView = RunLine & {
  from: string;
  version: string;
  release: string;
  entries: TimelineEntry[];
  next: string;
  currency: string;
  timeZone: string;
  locale: string;
};

export type TimelineEntry = {
  seq: number;
  at: number;
  /** One word: read, drafted, asked, you, did, sent, waiting, failed … */
  verb: string;
  what: string;
  why: string;
  by: string;
  version: string;
  costMicros: number;
  causedBy: number | null;
  undo: string;
  step: string;
  /** What she changed in what was shown to her, before and after. */
  changes?: readonly DiffLine[];
  /** True for a stage on the way that only matters to who looks closely. */
  detail: boolean;
};

export type CancelPreview = { undone: string[]; stays: string[]; waitsFor: string[] };

/** `client`: a name, an address, or the number of a job or item. `confirm`: see ForgetPreview. */
export type ForgetRequest = { client: string; confirm: string; endJobs: boolean };

export type ForgetPreview = {
  /** As she is known; empty where no name is left or was ever known. */
  client: string;
  /** What must be given as a yes. */
  confirm: string;
  /** Since when she is being forgotten, and when that was done. */
  since: number | null;
  forgottenAt: number | null;
  mails: number;
  otherArrivals: number;
  documents: number;
  records: number;
  /** Of what came from her. */
  first: number | null;
  last: number | null;
  endedJobs: number;
  openJobs: { number: number; runbook: string; line: string }[];
  /** What must be settled first. */
  hindered: string[];
  /** By rule or because it is not Mainstay's, with the places. */
  stays: string[];
  /** When the last copy in older backups dies; null where no backup holds one. */
  lastCopyAt: number | null;
  timeZone: string;
  locale: string;
};

export type Repair = { step: string; input?: Json; release?: string };

export type ApplyView = {
  ok: boolean;
  problems: {
    file: string;
    line: number | null;
    column: number | null;
    message: string;
    remedy: string;
  }[];
  differences: { kind: string; name: string; change: string; details: string[] }[];
  release: string;
  /** Runs under way that the choice in `runs` touches. */
  touched: number[];
  /** All that is paused after it. */
  paused: Paused[];
  /** How many scenarios did not all pass on these files; absent where all did, or there are none. */
  untested?: number;
};

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

export type ArrivalLine = {
  at: number;
  type: string;
  from: string;
  title: string;
  fate: Fate;
  because: string;
  run: number | null;
  item: number | null;
};

export type EditLine = {
  at: number;
  /** Where she was asked: "publish-note/ready", or the kind of act: "mail.send". */
  about: string;
  process: string;
  /** Number of the job. */
  run: number;
  client: string;
  changes: readonly DiffLine[];
};

export type LedgerLine = {
  seq: number;
  stream: string;
  version: number;
  at: number;
  type: string;
  actor: string;
  cause: number | null;
  data: JsonObject;
};

export type Finding = {
  ok: boolean;
  name: string;
  line: string;
  effect: string;
  remedy: string;
};

export type Morning = {
  subject: string;
  text: string;
  /** Time of the day at which one is written; null where none is. */
  at: string | null;
  /** `mail`: where its mail stands; null where none goes out. */
  kept: { at: number; subject: string; text: string; mail: string | null } | null;
  now: number;
  timeZone: string;
};

export type Notice =
  | { kind: "arrival"; fate: Fate; line: string; at: number }
  | { kind: "step"; run: number; client: string; line: string; at: number }
  | { kind: "item"; number: number; client: string; title: string; at: number }
  | { kind: "done"; run: number; client: string; line: string; at: number }
  | { kind: "quiet"; at: number };
