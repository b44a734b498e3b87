import type { AliasesQuery, AliasesView, Renames } from "./aliases.ts";
import type { ApplyView, RunsOnApply } from "./apply.ts";
import type { ArrivalLine, Fate, Reclassify } from "./arrivals.ts";
import type { Bring, Brought } from "./bring.ts";
import type { EpisodesQuery, EpisodesView } from "./episodes.ts";
import type {
  FactHistory,
  HistoryQuery,
  FactSaid,
  FactsQuery,
  FactsView,
  FactWord,
  Learn,
  Learnt,
  SecretAsked,
} from "./facts.ts";
import type { ForgetPreview, ForgetRequest } from "./forget.ts";
import type { EditLine, LedgerLine } from "./history.ts";
import type { Heuristics } from "./heuristics.ts";
import type { Inbox } from "./inbox.ts";
import type { Answer, Item } from "./item.ts";
import type { CancelPreview, Repair, RunLine, RunStatus, RunView } from "./jobs.ts";
import type {
  BeginImport,
  Indexed,
  MailView,
  MemoryStats,
  PassagesQuery,
  PassagesView,
  RecallQuery,
  RecallView,
  Remember,
  Remembered,
} from "./memory.ts";
import type { SignalScores, SignalsQuery, SignalsView } from "./lessons.ts";
import type { ModelCheck, ModelsView } from "./models.ts";
import type {
  RestoreQuery,
  RestoreRequest,
  RevisionPreview,
  RollbackQuery,
  RollbackRequest,
  SourcesView,
} from "./revisions.ts";
import type { DiffQuery, DiffView, SnapshotsView } from "./snapshots.ts";
import type { MonthReport } from "./report.ts";
import type { PurgeName, PurgePreview, Removed, Receipt, RetentionPlan } from "./retention.ts";
import type { Finding, Morning, PauseTarget, Status } from "./status.ts";
import type { Json, JsonObject } from "../../value/json.ts";

/**
 * The operator's desk: everything a surface can ask of the company. The owner process implements it;
 * command line, web and chat are clients of it, in process or over the socket.
 *
 * Numbers name jobs and items in one series, never reused. Instants are epoch milliseconds.
 */
export interface Desk {
  status(): Promise<Status>;
  inbox(): Promise<Inbox>;
  item(number: number, asked?: SecretAsked): Promise<Item>;
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
  /** Begins an import, under whose number passages or facts are brought. */
  beginImport(request: BeginImport): Promise<Outcome>;
  /** Keeps passages of conversations, to be recalled. */
  remember(request: Remember): Promise<Remembered>;
  /** Gives vectors to so many passages that have none; the owner does so by itself. */
  index(request: { most: number }): Promise<Indexed>;
  recall(query: RecallQuery): Promise<RecallView>;
  /** A client's passages whole, page by page. */
  passages(query: PassagesQuery): Promise<PassagesView>;
  /** A passage as the mail that it was, by its entry. */
  passageMail(query: { seq: number }): Promise<MailView>;
  memoryStats(): Promise<MemoryStats>;
  /** Marks what is remembered now, to be compared with and gone back to. */
  snapshot(request: { name: string }): Promise<Outcome>;
  snapshots(filter: { limit?: number }): Promise<SnapshotsView>;
  /** What was recorded between two places in the history. */
  memoryDiff(query: DiffQuery): Promise<DiffView>;
  /** What was brought along, and what was brought back or freed of a source since. */
  sources(): Promise<SourcesView>;
  /** Facts of a client, kind or agent as they were at a snapshot: what would change. */
  restorePreview(query: RestoreQuery): Promise<RevisionPreview>;
  restoreMemory(request: RestoreRequest): Promise<Outcome>;
  /** Memory without what came from a source, and what was derived from it: what would change. */
  rollbackPreview(query: RollbackQuery): Promise<RevisionPreview>;
  rollBackMemory(request: RollbackRequest): Promise<Outcome>;
  /** What is on record about a client, or about the company itself. */
  facts(query: FactsQuery): Promise<FactsView>;
  /** Every version of one fact: who said it, when and why, and which jobs read it. */
  factHistory(named: HistoryQuery): Promise<FactHistory>;
  /** What others say of facts: contradictions are put before her. */
  learn(request: Learn): Promise<Learnt>;
  /** Her word on a fact. What was wrong stays in its history. */
  sayFact(word: FactWord): Promise<FactSaid>;
  /** What a client, and who and what is theirs, is called beside their names. */
  aliases(query: AliasesQuery): Promise<AliasesView>;
  /** Gives them other names, and takes some away; none may lead to two. */
  rename(asked: Renames): Promise<AliasesView>;
  /** The client of the one job or item was found to be the client of the other. */
  merge(from: string, into: string): Promise<Outcome>;
  /** How long what nothing needs any more is kept, and what of it goes; changes nothing. */
  retentionPlan(): Promise<RetentionPlan>;
  /** Removes now what the plan says goes now. */
  retentionRun(): Promise<Removed>;
  /** What removing one thing by hand would take; changes nothing. */
  purgePreview(name: PurgeName): Promise<PurgePreview>;
  /** One thing that was said, came or is on record, for good. */
  purge(request: { name: PurgeName; because: string }): Promise<Removed>;
  /** What forgetting a client would remove, end and leave; changes nothing. */
  forgetPreview(client: string): Promise<ForgetPreview>;
  /** For good: nothing of what was recorded of her can be read again. */
  forget(request: ForgetRequest): Promise<Outcome & { receipt?: Receipt }>;
  /** The active version of a process as a Mermaid flowchart. */
  diagram(name: string): Promise<string>;
  arrivals(filter: { fate?: Fate; limit?: number }): Promise<ArrivalLine[]>;
  /** What became of jobs, found by words or the newest. */
  episodes(query: EpisodesQuery): Promise<EpisodesView>;
  /** Her word on what came, where it was taken for something else. */
  reclassify(said: Reclassify): Promise<Outcome>;
  /** What she changed in drafts before her yes, the newest first: what later drafts can learn from. */
  edits(filter: { process?: string; limit?: number }): Promise<EditLine[]>;
  /** What her answers say of the work before them, the newest first. */
  signals(query: SignalsQuery): Promise<SignalsView>;
  /** How each agent's work fared with her. */
  signalScores(query: SignalsQuery): Promise<SignalScores>;
  /** Rules of thumb: hers, and what was learned of her answers, with what bears them out. */
  heuristics(): Promise<Heuristics>;
  /** One of them is told to nobody any more; by its entry. */
  retireHeuristic(request: { entry: number; because: string }): Promise<Outcome>;
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

export type Notice =
  | { kind: "arrival"; fate: Fate; line: string; at: number }
  | {
      kind: "step";
      /** "undid": it was taken back; "stays": it cannot be, though its job is cancelled. */
      verb: "did" | "undid" | "stays";
      run: number;
      client: string;
      line: string;
      at: number;
    }
  | { kind: "item"; number: number; client: string; title: string; at: number }
  | {
      kind: "done";
      /** "ended": without what it was for; "cancels": it is being taken back. */
      verb: "finished" | "ended" | "cancels" | "cancelled";
      run: number;
      client: string;
      line: string;
      at: number;
    }
  | { kind: "quiet"; at: number };
