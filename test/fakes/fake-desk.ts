import type { AliasesQuery, AliasesView, Renames } from "../../src/api/contract/aliases.ts";
import type { Answer, Item } from "../../src/api/contract/item.ts";
import type { ApplyView } from "../../src/api/contract/apply.ts";
import type { Desk, Notice, Outcome } from "../../src/api/contract/desk.ts";
import type {
  FactHistory,
  HistoryQuery,
  FactSaid,
  FactsQuery,
  FactsView,
  FactWord,
  Learn,
  Learnt,
} from "../../src/api/contract/facts.ts";
import type { Inbox } from "../../src/api/contract/inbox.ts";
import type {
  Indexed,
  RecallQuery,
  RecallView,
  Remember,
  Remembered,
} from "../../src/api/contract/memory.ts";
import type { Heuristics } from "../../src/api/contract/heuristics.ts";
import type { SignalScores, SignalsView } from "../../src/api/contract/lessons.ts";
import type { ModelCheck } from "../../src/api/contract/models.ts";
import type {
  RestoreQuery,
  RestoreRequest,
  RevisionPreview,
  RollbackQuery,
  RollbackRequest,
} from "../../src/api/contract/revisions.ts";
import type { DiffQuery, DiffView } from "../../src/api/contract/snapshots.ts";
import type { RunView } from "../../src/api/contract/jobs.ts";
import type { Status } from "../../src/api/contract/status.ts";
import type { Bring, Brought } from "../../src/api/contract/bring.ts";
import { Refused } from "../../src/api/contract/refused.ts";
import type {
  PurgeName,
  PurgePreview,
  Removed,
  RetentionPlan,
} from "../../src/api/contract/retention.ts";
import * as sample from "./sample-desk.ts";
import * as items from "./sample-items.ts";
import * as job from "./sample-job.ts";
import { monthReport } from "./sample-report.ts";

export const nothingRevised: RevisionPreview = {
  of: "",
  digest: "",
  facts: [],
  moreFacts: 0,
  left: [],
  moreLeft: 0,
  passages: [],
  morePassages: 0,
  returning: false,
  conflicts: 0,
  jobs: [],
  timeZone: "UTC",
  now: 0,
};

/** A desk with a morning's work on it. It records what it is asked, and changes where told. */
export class FakeDesk implements Desk {
  readonly asked: { operation: string; args: unknown[] }[] = [];
  items: Item[] = [items.nordlicht, items.harbour, items.ruiz];
  jobs: RunView[] = [job.run];
  statusNow: Status = sample.status;
  outcome: Outcome = { ok: true, code: "", message: "Done: it goes on" };
  applied: ApplyView = {
    migrations: [],
    ok: true,
    problems: [],
    differences: [],
    release: "r2",
    touched: [],
    paused: [],
  };
  forgetting = sample.forgetPreview;
  retention = sample.retentionPlan;
  purging = sample.purgePreview;
  removed: Removed = sample.removed;
  revising = nothingRevised;
  warnings: string[] = [];
  modelsNow = sample.models;
  checked: ModelCheck = { ok: true, code: "", message: "", costMicros: 4, latencyMs: 640 };
  left = ["10:03 mail to ana@nordlicht.example"];
  readonly #notices: Notice[] = [];
  #wake: (() => void) | null = null;

  /** What `watch` answers next. */
  happen(...notices: Notice[]): void {
    this.#notices.push(...notices);
    this.#wake?.();
  }

  async *watch(signal: AbortSignal): AsyncGenerator<Notice> {
    signal.addEventListener("abort", () => this.#wake?.());
    while (!signal.aborted) {
      const notice = this.#notices.shift();
      if (notice !== undefined) yield notice;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async remember({ rows }: Remember): Promise<Remembered> {
    this.asked.push({ operation: "remember", args: [rows] });
    return { kept: rows.length, known: 0, refused: [], whose: null };
  }
  async index(): Promise<Indexed> {
    return { made: 0, left: 0, failed: null };
  }
  async recall(query: RecallQuery): Promise<RecallView> {
    this.asked.push({ operation: "recall", args: [query] });
    return {
      passages: [],
      nearest: null,
      passed: 0,
      known: 0,
      missing: 0,
      withheld: 0,
      why: null,
      wordsOnly: null,
      timeZone: "UTC",
    };
  }
  async passages() {
    return { lead: "", passages: [] };
  }
  async passageMail() {
    return null;
  }
  async memoryStats() {
    const none = { passages: 0, unread: 0, kinds: [], conflicts: 0, tiers: [] };
    const embedder = { id: "none", dimensions: 16, sendsTo: null, failed: null };
    return { ...none, embedder, withheld: 0, vectorBytes: 0, currency: "EUR", locale: "en" };
  }
  async snapshot({ name }: { name: string }): Promise<Outcome> {
    this.asked.push({ operation: "snapshot", args: [name] });
    return this.outcome;
  }
  async beginImport(): Promise<Outcome> {
    return { ok: true, code: "", message: "Import 31 begins", number: 31 };
  }
  async sources() {
    return { imports: [], revisions: [], now: 0, timeZone: "UTC" };
  }
  async restorePreview(query: RestoreQuery) {
    this.asked.push({ operation: "restorePreview", args: [query] });
    return this.revising;
  }
  async restoreMemory(request: RestoreRequest) {
    this.asked.push({ operation: "restoreMemory", args: [request] });
    return this.outcome;
  }
  async rollbackPreview(query: RollbackQuery) {
    this.asked.push({ operation: "rollbackPreview", args: [query] });
    return this.revising;
  }
  async rollBackMemory(request: RollbackRequest) {
    this.asked.push({ operation: "rollBackMemory", args: [request] });
    return this.outcome;
  }
  async snapshots() {
    return { snapshots: [], more: 0, now: 0, timeZone: "UTC" };
  }
  async memoryDiff(query: DiffQuery): Promise<DiffView> {
    this.asked.push({ operation: "memoryDiff", args: [query] });
    const place = { number: null, name: "now", at: 0, entry: 0 };
    const facts = { added: 0, changed: 0, retracted: 0, besides: 0, confirmed: 0 };
    const counts = { ...facts, passages: 0, withdrawn: 0, forgotten: 0 };
    return { from: place, to: place, counts, facts: [], more: 0, timeZone: "UTC" };
  }
  async facts(query: FactsQuery): Promise<FactsView> {
    this.asked.push({ operation: "facts", args: [query] });
    return { client: "", lead: "", records: [], at: 0, known: 0, timeZone: "UTC" };
  }
  async factHistory(named: HistoryQuery): Promise<FactHistory> {
    this.asked.push({ operation: "factHistory", args: [named] });
    return {
      client: "",
      kind: named.kind,
      field: named.field,
      gone: false,
      versions: [],
      rested: [],
      timeZone: "UTC",
    };
  }
  async learn({ rows }: Learn): Promise<Learnt> {
    this.asked.push({ operation: "learn", args: [rows] });
    return { recorded: rows.length, confirmed: 0, disputed: 0, asked: 0, refused: [], dropped: [] };
  }
  async aliases({ client }: AliasesQuery): Promise<AliasesView> {
    this.asked.push({ operation: "aliases", args: [client] });
    return { client, aliases: [], theirs: [], message: "" };
  }
  async rename(asked: Renames): Promise<AliasesView> {
    this.asked.push({ operation: "rename", args: [asked] });
    return { client: asked.client, aliases: asked.add, theirs: [], message: "Noted" };
  }
  async sayFact(word: FactWord): Promise<FactSaid> {
    this.asked.push({ operation: "sayFact", args: [word] });
    return { ok: true, code: "", message: "Noted", rested: [], timeZone: "UTC" };
  }
  async status() {
    return this.statusNow;
  }
  async inbox(): Promise<Inbox> {
    const minutes = this.items.reduce((sum, item) => sum + item.minutes, 0);
    const { stopped, paused, quarantine, looking } = this.statusNow;
    const { warnings, items: lines } = this;
    return { ...items.inbox, lines, minutes, stopped, paused, quarantine, looking, warnings };
  }
  async item(number: number) {
    const found = this.items.find((item) => item.number === number);
    if (found !== undefined) return found;
    throw new Refused({
      code: "item_unknown",
      message: `Cannot show ${number}: there is no such item`,
    });
  }
  async run(number: number) {
    const found = this.jobs.find((job) => job.number === number);
    if (found !== undefined) return found;
    throw new Refused({
      code: "run_unknown",
      message: `Cannot show ${number}: there is no such number`,
    });
  }
  async answer(number: number, answer: Answer) {
    const outcome = this.#decide("answer", number, answer);
    if (outcome.ok) this.items = this.items.filter((item) => item.number !== number);
    return outcome;
  }
  async runs(filter: object) {
    this.#note("runs", filter);
    return [...job.runs];
  }
  async start(request: object) {
    return this.#decide("start", request);
  }
  async hold(number: number | null) {
    return this.#decide("hold", number);
  }
  async cancel(number: number, reason: string) {
    return this.#decide("cancel", number, reason);
  }
  async cancelPreview() {
    return {
      undone: ["client → enquiry", "credit note for 2026-011"],
      stays: ["mail of 10:03: it was read"],
      waitsFor: [],
    };
  }
  async repair(number: number, fix: object) {
    return this.#decide("repair", number, fix);
  }
  async take(number: number, step: string) {
    return this.#decide("take", number, step);
  }
  async handBack(number: number, step: string, output: unknown) {
    return this.#decide("handBack", number, step, output);
  }
  async merge(from: string, into: string) {
    return this.#decide("merge", from, into);
  }
  async retentionPlan(): Promise<RetentionPlan> {
    this.#note("retentionPlan");
    return this.retention;
  }
  async retentionRun(): Promise<Removed> {
    this.#note("retentionRun");
    return this.removed;
  }
  async purgePreview(name: PurgeName): Promise<PurgePreview> {
    this.#note("purgePreview", name);
    return this.purging;
  }
  async purge(request: object): Promise<Removed> {
    this.#note("purge", request);
    return this.removed;
  }
  async forgetPreview(client: string) {
    this.#note("forgetPreview", client);
    return this.forgetting;
  }
  async forget(request: object) {
    return this.#decide("forget", request);
  }
  async pause(target: object, reason: string) {
    return this.#decide("pause", target, reason);
  }
  async resume(target: object) {
    return this.#decide("resume", target);
  }
  async stop(reason: string) {
    this.#note("stop", reason);
    return { left: this.left };
  }
  /** Refuses the lines that are named. */
  refusing: Brought["refused"] = [];
  async bring(request: Bring): Promise<Brought> {
    this.asked.push({ operation: "bring", args: [request] });
    const refused = this.refusing;
    const taken = request.rows.length - refused.length;
    return { taken, known: 0, refused, dropped: [], joined: [], series: null };
  }
  async morning() {
    return sample.morning;
  }
  async look(days: number) {
    return this.#decide("look", days);
  }
  async go() {
    return this.#decide("go");
  }
  async admit(othersOff: boolean) {
    return this.#decide("admit", othersOff);
  }
  async apply(options: object) {
    this.#note("apply", options);
    return this.applied;
  }
  async rollback(options: object) {
    this.#note("rollback", options);
    return this.applied;
  }
  async diagram(name: string) {
    this.#note("diagram", name);
    return 'flowchart TD\n  start(["mail.received"])\n';
  }
  async episodes() {
    const none = { episodes: [], read: 0, more: 0, asked: false, now: 0 };
    return { ...none, timeZone: "UTC", currency: "EUR", locale: "en" };
  }
  async edits() {
    return [...job.edits];
  }
  async signals(query: object): Promise<SignalsView> {
    this.#note("signals", query);
    return { signals: [], next: null };
  }
  async signalScores(query: object): Promise<SignalScores> {
    this.#note("signalScores", query);
    return { scores: [], looked: 0, of: 0 };
  }
  async heuristics(): Promise<Heuristics> {
    return { heuristics: [], now: 0, timeZone: "UTC" };
  }
  async retireHeuristic(request: object) {
    return this.#decide("retireHeuristic", request);
  }
  async reclassify(said: object) {
    return this.#decide("reclassify", said);
  }
  async arrivals() {
    return [...sample.arrivals];
  }
  async ledger(query: object) {
    this.#note("ledger", query);
    return [...job.ledger];
  }
  async report({ month }: { month: string }) {
    this.#note("report", { month });
    return { ...monthReport, month };
  }
  async doctor() {
    return [...sample.findings];
  }

  async models() {
    return this.modelsNow;
  }
  async checkModel(tier: string) {
    this.#note("checkModel", tier);
    return this.checked;
  }

  #note(operation: string, ...args: unknown[]): void {
    this.asked.push({ operation, args });
  }

  #decide(operation: string, ...args: unknown[]): Outcome {
    this.#note(operation, ...args);
    return this.outcome;
  }
}
