import type { Run } from "../../kernel/run.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import type { Inbox, InboxLine, ItemKind, Urgency } from "../contract/inbox.ts";
import { controlStream, runOf } from "../../engine/streams.ts";
import { pausedIn, quarantineOf } from "./held.ts";
import { lookingOf } from "./looking.ts";
import { leaving } from "./leaving.ts";
import { nextUp, weekOfWork } from "./outlook.ts";
import { spanOf } from "./days.ts";
import { disputedTitle, isDisputed } from "./memory/disputed.ts";
import { isLearnt, learntTitle } from "./memory/learnt.ts";
import { standing } from "./place.ts";
import { capital, stepWords } from "./sentences.ts";
import { arrivalTitle, jobTitle } from "./titles.ts";
import { clientOf } from "./whom.ts";
import { holdsUpForgetting, toForgetWarnings } from "./to-forget.ts";

/** Minutes of her care that an item of each kind takes, as an estimate to plan by. */
const minutesOf: Record<ItemKind, number> = {
  approval: 2,
  effect: 1,
  form: 5,
  question: 1,
  unknown: 2,
  failed: 5,
  conflict: 2,
  fact: 1,
  heuristic: 1,
  suspicious: 1,
  parked: 1,
  damaged: 1,
  late: 1,
  held: 2,
  clock: 1,
};

const hourMs = 3_600_000;

export async function inbox(owner: Owner): Promise<Inbox> {
  const { store, office } = owner;
  const rows = await store.find({
    table: "item",
    where: { status: "open" },
    order: [{ column: "number" }],
    limit: 500,
  });
  const lines: InboxLine[] = [];
  for (const row of rows) lines.push(await lineOf(owner, row));
  lines.sort(byUrgency);
  const control = await office.book.read(controlStream);
  const { timeZone, locale } = office.settings.company;
  return {
    lines,
    leaving: await leaving(owner),
    minutes: lines.reduce((sum, line) => sum + line.minutes, 0),
    now: office.clock.now(),
    timeZone,
    locale,
    doneThisWeek: await weekOfWork(owner),
    next: await nextUp(owner),
    stopped: control.stopped,
    paused: pausedIn(control),
    quarantine: await quarantineOf(owner),
    looking: await lookingOf(owner),
    warnings: await toForgetWarnings(owner),
  };
}

export function withWarnings(shown: Inbox, warnings: readonly string[]): Inbox {
  return { ...shown, warnings: [...shown.warnings, ...warnings] };
}

const ranks: Record<Urgency, number> = { now: 0, today: 1, later: 2 };

/** Most urgent first; among equals who waits longest. */
function byUrgency(a: InboxLine, b: InboxLine): number {
  return ranks[a.urgency] - ranks[b.urgency] || a.openedAt - b.openedAt || a.number - b.number;
}

export async function lineOf(owner: Owner, row: Row): Promise<InboxLine> {
  const now = owner.office.clock.now();
  const stored = String(row["kind"]);
  const kind = kindOf(stored);
  const openedAt = Number(row["opened_at"]);
  const expiresAt = typeof row["expires_at"] === "number" ? row["expires_at"] : null;
  const run = typeof row["run"] === "string" ? row["run"] : null;
  const about = String(row["about"]);
  const { title, notes, what } =
    run === null
      ? await titleOf(owner, row, kind, about)
      : await jobTitle(owner, stored, run, about);
  const job = run === null ? null : (await owner.office.book.read(runOf(run))).run;
  const promise = run === null ? null : await promised(owner, run);
  const expired =
    isAsked(kind) && row["status"] === "open" && expiresAt !== null && now >= expiresAt;
  return {
    number: Number(row["number"]),
    kind,
    client: await clientOf(owner.store, row["subject"], job, about),
    ...whatItIs(what, job),
    title,
    notes: [
      ...notes,
      ...promiseNote(promise, now),
      ...deadlineNote(kind, expiresAt, expired),
      ...((await holdsUpForgetting(owner, row)) ? ["forgetting them waits for this"] : []),
    ],
    urgency:
      promise !== null && now > promise - hourMs
        ? "now"
        : urgencyOf(stored, openedAt, expiresAt, now),
    openedAt,
    expiresAt,
    expired,
    minutes: minutesOf[kind],
    run: run === null ? null : await numberOf(owner, run),
  };
}

/** Of an item that no job has. */
async function titleOf(owner: Owner, row: Row, kind: ItemKind, about: string) {
  if (isDisputed(row)) return disputedTitle(owner, row);
  return isLearnt(row) ? learntTitle(owner, row) : arrivalTitle(owner, kind, about);
}

/** An arrival by where it came from, a job by its process. */
function whatItIs(what: string | undefined, job: Run | null): { what?: string } {
  const words = what ?? (job === null ? undefined : stepWords(job.runbook));
  return words === undefined ? {} : { what: capital(words) };
}

/** What an item of a stored kind takes her. */
export function minutesOfRow(row: Row): number {
  return minutesOf[kindOf(String(row["kind"]))];
}

/** Kinds as stored, folded into those that surfaces know. */
export function kindOf(stored: string): ItemKind {
  switch (stored) {
    case "approval":
    case "effect":
    case "form":
    case "question":
    case "unknown":
    case "failed":
    case "suspicious":
    case "parked":
    case "damaged":
    case "fact":
    case "heuristic":
    case "clock":
      return stored;
    case "held-late":
      return "late";
    case "held-hand":
      return "form";
    case "held-news":
    case "held-recalled":
    case "held-looking":
    case "held-restored":
      return "held";
    case "undo":
      return "unknown";
    default:
      return "conflict";
  }
}

/** Nobody waits for it. */
const calm: ReadonlySet<ItemKind> = new Set([
  "suspicious",
  "damaged",
  "parked",
  "fact",
  "heuristic",
]);

function urgencyOf(
  stored: string,
  openedAt: number,
  expiresAt: number | null,
  now: number,
): Urgency {
  const kind = kindOf(stored);
  if (stored === "held-restored") return "now";
  if (kind === "unknown" || kind === "failed" || kind === "clock" || kind === "late") return "now";
  // What was held because the company only looks is looked through when that ends.
  if (stored === "held-looking") return "later";
  if (kind === "held") return "now";
  if (calm.has(kind)) return "later";
  if (expiresAt !== null && expiresAt - now < 8 * hourMs) return "now";
  return now - openedAt > 16 * hourMs || kind === "question" ? "now" : "today";
}

/** By when the process promises to have dealt with what began it (B2); null where it does not. */
async function promised(owner: Owner, run: string): Promise<number | null> {
  const at = await standing(owner, run, "");
  if (at === null || at.plan.slaMs === null || at.cell.run.trigger.kind !== "event") return null;
  const answered = Object.values(at.cell.run.effects).some((act) => act.status === "applied");
  return answered ? null : at.cell.run.startedAt + at.plan.slaMs;
}

function promiseNote(promise: number | null, now: number): string[] {
  if (promise === null) return [];
  const span = spanOf(Math.abs(promise - now));
  return [
    now > promise ? `they wait ${span} longer than you promise` : `to be answered within ${span}`,
  ];
}

/** What binds the bytes that were shown, and so expires (AP4). */
function isAsked(kind: ItemKind): boolean {
  return kind === "approval" || kind === "effect";
}

function deadlineNote(kind: ItemKind, expiresAt: number | null, expired: boolean): string[] {
  if (expired) return ["expired: asked again when the company runs"];
  if (expiresAt === null || kind === "question") return [];
  return [`ignored: asked again, nothing is sent`];
}

async function numberOf(owner: Owner, run: string): Promise<number | null> {
  const [row] = await owner.store.find({ table: "run", where: { id: run }, limit: 1 });
  return typeof row?.["number"] === "number" ? row["number"] : null;
}
