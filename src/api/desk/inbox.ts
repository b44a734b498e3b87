import { lineOf as actLine } from "../../engine/effect/action.ts";
import { inboundOf } from "../../engine/streams.ts";
import type { Owner } from "../../engine/owner.ts";
import type { Row } from "../../ledger/table.ts";
import { isObject, textOf } from "../../value/json.ts";
import type { Inbox, InboxLine, ItemKind, Urgency } from "../contract/desk.ts";
import { controlStream } from "../../engine/streams.ts";
import { pausedIn, quarantineOf } from "./held.ts";
import { partyName } from "./names.ts";
import { nextUp, weekOfWork } from "./outlook.ts";
import { spanOf } from "./days.ts";
import { filledIn, standing } from "./place.ts";
import { stepWords } from "./sentences.ts";

/** Minutes of her care that an item of each kind takes, as an estimate to plan by. */
const minutesOf: Record<ItemKind, number> = {
  approval: 2,
  effect: 1,
  form: 5,
  question: 1,
  unknown: 2,
  failed: 5,
  conflict: 2,
  suspicious: 1,
  parked: 1,
  damaged: 1,
  late: 1,
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
    minutes: lines.reduce((sum, line) => sum + line.minutes, 0),
    now: office.clock.now(),
    timeZone,
    locale,
    doneThisWeek: await weekOfWork(owner),
    next: await nextUp(owner),
    stopped: control.stopped,
    paused: pausedIn(control),
    quarantine: await quarantineOf(owner),
    warnings: [],
  };
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
  const { title, notes } =
    run === null
      ? await arrivalTitle(owner, kind, about)
      : await jobTitle(owner, stored, run, about);
  const promise = run === null ? null : await promised(owner, run);
  const expired =
    isAsked(kind) && row["status"] === "open" && expiresAt !== null && now >= expiresAt;
  return {
    number: Number(row["number"]),
    kind,
    client: await partyName(owner.store, row["subject"]),
    title,
    notes: [...notes, ...promiseNote(promise, now), ...deadlineNote(kind, expiresAt, expired)],
    urgency:
      promise !== null && now > promise - hourMs
        ? "now"
        : urgencyOf(kind, openedAt, expiresAt, now),
    openedAt,
    expiresAt,
    expired,
    minutes: minutesOf[kind],
    run: run === null ? null : await numberOf(owner, run),
  };
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
    case "clock":
      return stored;
    case "held-late":
    case "held-restored":
      return "late";
    case "held-hand":
      return "form";
    case "undo":
      return "unknown";
    default:
      return "conflict";
  }
}

function urgencyOf(
  kind: ItemKind,
  openedAt: number,
  expiresAt: number | null,
  now: number,
): Urgency {
  if (kind === "unknown" || kind === "failed" || kind === "clock" || kind === "late") return "now";
  if (kind === "suspicious" || kind === "damaged" || kind === "parked") return "later";
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

/** What the item is about, in the operator's words. */
export async function jobTitle(
  owner: Owner,
  stored: string,
  run: string,
  about: string,
): Promise<{ title: string; notes: string[] }> {
  const at = await standing(owner, run, about);
  if (at === null) return { title: "A job whose process is gone", notes: [] };
  const act = at.cell.run.effects[about];
  const notes = newsNotes(at.cell.run.mailbox);
  if (act !== undefined) {
    const { connector, action: name } = act.proposal;
    const line = actLine(owner.office, act) ?? `${connector}.${name}`;
    return { title: actTitle(stored, line, act.attempts), notes };
  }
  const { node, path } = at;
  const step = at.cell.run.steps[path];
  if (node?.kind === "approve") return { title: filledIn(owner, at, node.title), notes };
  if (node?.kind === "wait" && node.ask !== null)
    return { title: filledIn(owner, at, node.ask.title), notes };
  if (stored === "form" && node?.kind === "agent") {
    const purpose = at.release.agents[node.agent]?.purpose ?? node.agent;
    const tried = step !== undefined && "tried" in step ? step.tried : [];
    return {
      title: `To do by hand: ${purpose}`,
      notes: [...notes, ...tried.map((t) => t.message)],
    };
  }
  if (step?.status === "failed") {
    const because = step.tried.at(-1)?.message ?? step.code;
    return { title: `Stuck at "${stepWords(path)}": ${because}`, notes };
  }
  if (path === "") return { title: `${at.plan.purpose}: not done in time`, notes };
  return { title: `"${stepWords(path)}" needs you`, notes };
}

function actTitle(stored: string, line: string, attempts: number): string {
  switch (stored) {
    case "unknown":
      return `Not sure whether it was done: ${line}`;
    case "undo":
      return `Not sure whether it was taken back: ${line}`;
    case "held-late":
      return `Late: ${line}`;
    case "held-restored":
      return `It may have left before the restore: ${line}`;
    case "held-conflict":
      return `Twice for the same occasion: ${line}`;
    case "held-budget":
      return `No budget left for: ${line}`;
    case "held-hand":
      return `To do by hand: ${line}`;
    default:
      return attempts > 0 ? `Again: ${line}` : line;
  }
}

function newsNotes(mailbox: readonly { type: string; event: { value: unknown } }[]): string[] {
  return mailbox
    .filter((signal) => signal.type === "mail.received")
    .map(({ event }) => {
      const title = isObject(event.value) ? event.value["title"] : null;
      return `wrote again since: ${typeof title === "string" ? title : "a mail"}`;
    });
}

async function arrivalTitle(
  owner: Owner,
  kind: ItemKind,
  id: string,
): Promise<{ title: string; notes: string[] }> {
  if (kind === "clock") {
    return {
      title: "The clock jumped: is the time right now?",
      notes: ["nothing that waits for a time is started until you say"],
    };
  }
  const events = await owner.journal.load(inboundOf(id).name);
  const content = events.find((event) => event.type === "inbound.received")?.values["event"]?.value;
  const routed = events.findLast((event) => event.type === "inbound.routed");
  const message = routed?.values["message"]?.value;
  const because = textOf(message) || textOf(routed?.data["because"]);
  const title = arrivalLine(content);
  return {
    title: title === "" ? "Without a title" : title,
    notes: because === "" ? [] : [because],
  };
}

/** An arrival in one line: its title, or what a bank line says. */
export function arrivalLine(content: unknown): string {
  if (!isObject(content)) return "";
  const { title, amount, counterparty, reference, file } = content;
  if (typeof title === "string" && title !== "") return title;
  if (typeof amount === "string")
    return [amount, counterparty, reference].map(textOf).filter(Boolean).join(" · ");
  return typeof file === "string" ? file : "";
}
