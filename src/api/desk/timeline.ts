import { actionOf, lineOf } from "../../engine/effect/action.ts";
import type { Owner } from "../../engine/owner.ts";
import { type RunCell, runOf, subjectOf } from "../../engine/streams.ts";
import type { At, RunEvent } from "../../kernel/event.ts";
import type { Recorded } from "../../ledger/event.ts";
import { nodeAt } from "../../kernel/interpret.ts";
import { isObject, textOf } from "../../value/json.ts";
import type { TimelineEntry } from "../contract/jobs.ts";
import { dayText } from "./days.ts";
import { editsIn } from "./edits.ts";
import { arrivalWords } from "./names.ts";
import { callsIn, type CallTold, callText } from "./calls.ts";
import { filledIn, type Standing, standing } from "./place.ts";
import { howDrafted, madeBy, purposeOf, stageWords, stepWords } from "./sentences.ts";

/** What happened in a job, each line from one recorded event (C1, G1). */
export async function timeline(owner: Owner, id: string): Promise<TimelineEntry[]> {
  const at = await standing(owner, id, "");
  const events = await owner.journal.load(runOf(id).name);
  const entries: TimelineEntry[] = [];
  if (at === null) return entries;
  const story: Story = {
    owner,
    at,
    cell: at.cell,
    reasons: reasonsIn(events),
    stages: await stagesIn(owner, events),
    calls: callsIn(events),
    edits: editsIn(events),
  };
  for (const event of events) {
    const told = tell(story, event as unknown as At<RunEvent>);
    if (told === null) continue;
    entries.push({
      seq: event.seq,
      at: event.at,
      by: event.actor,
      version: "",
      costMicros: costOf(event),
      causedBy: event.cause,
      undo: "",
      why: "",
      detail: false,
      step: stepOf(at.cell, event),
      ...told,
    });
  }
  return [...entries, ...(await farewell(owner, at.cell.run.subject))];
}

/** That its client was forgotten since: nothing else of the job can be read any more. */
async function farewell(owner: Owner, subject: string | null): Promise<TimelineEntry[]> {
  if (subject === null) return [];
  const { name } = subjectOf(subject);
  const gone = (await owner.journal.load(name)).find(({ type }) => type === "subject.forgotten");
  if (gone === undefined) return [];
  const what = `its client, on ${dayText(owner, gone.at)}; what was said and done can no longer be read`;
  const nothing = { version: "", costMicros: 0, undo: "", why: "", step: "", detail: false };
  const { seq, at, actor: by, cause: causedBy } = gone;
  return [{ seq, at, verb: "forgot", what, by, causedBy, ...nothing }];
}

type Told = { verb: string; what: string } & Partial<TimelineEntry>;

type Story = {
  owner: Owner;
  at: Standing;
  cell: RunCell;
  /** By token, why policy let the act go. */
  reasons: ReadonlyMap<string, string>;
  /** By their own id. */
  calls: ReadonlyMap<string, CallTold>;
  /** By seq of the step, where a record stands after it. */
  stages: ReadonlyMap<number, string>;
  /** By seq of her answer, what she changed. */
  edits: ReturnType<typeof editsIn>;
};

async function stagesIn(
  owner: Owner,
  events: readonly Recorded[],
): Promise<ReadonlyMap<number, string>> {
  const stages = new Map<number, string>();
  for (const { seq, data } of events) {
    const moved = data["record"];
    if (!isObject(moved)) continue;
    const kind = textOf(moved["kind"]);
    const facts = await owner.journal.load(`record/${kind}/${textOf(moved["id"])}`);
    const change = facts.find((fact) => fact.data["version"] === moved["after"]);
    const stage = stageWords(kind, change?.values["set"]?.value);
    if (stage !== null) stages.set(seq, stage);
  }
  return stages;
}

function reasonsIn(events: readonly Recorded[]): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const { type, data } of events) {
    const list = data["reasons"];
    if (type === "effect.judged" && Array.isArray(list))
      reasons.set(textOf(data["token"]), list.map(textOf).join("; "));
  }
  return reasons;
}

function tell(story: Story, event: At<RunEvent>): Told | null {
  switch (event.type) {
    case "run.started":
      return {
        verb: event.data.trigger.kind === "event" ? "read" : "began",
        what: startedBy(event),
      };
    case "run.completed":
      return {
        verb: event.data.success ? "done" : "ended",
        what: event.data.success ? "what it was for is reached" : "without what it was for",
      };
    case "run.cancelling":
      return { verb: "cancel", what: cancelText(textOf(event.values.reason.value)) };
    case "run.cancelled":
      return { verb: "ended", what: "cancelled; what could be undone is undone" };
    case "run.repaired":
      return { verb: "you", what: `went on from "${stepWords(event.data.path)}"` };
    case "run.escalated":
      return { verb: "asked", what: "it takes longer than it should" };
    case "signal.received":
      return {
        verb: "came",
        what: titleOf(event.values.event.value) ?? arrivalWords(event.data.type),
      };
    case "call.started":
    case "call.ended":
      return called(story, event);
    case "step.completed":
      return completed(story, event);
    case "step.failed":
      return {
        verb: "failed",
        what: stepWords(event.data.path),
        why: textOf(event.values.message.value),
      };
    case "form.opened":
      return { verb: "asked", what: `you to do by hand: ${stepText(story, event.data.path)}` };
    case "wait.opened":
      return { verb: "waiting", what: waitText(story, event) };
    case "approval.requested":
      return { verb: "asked", what: `you: ${aboutText(story, event.data.about)}` };
    case "approval.granted": {
      const edits = event.data.edited.length;
      const what =
        edits === 0
          ? "approved"
          : `changed ${edits === 1 ? "one field" : `${edits} fields`}, approved`;
      return { verb: "you", what, changes: story.edits.get(event.seq) ?? [] };
    }
    case "approval.denied":
      return { verb: "you", what: "said no", why: textOf(event.values.reason.value) };
    case "approval.voided":
      return event.data.because === "stricter"
        ? { verb: "void", what: "your answer: policy now asks for more" }
        : { verb: "withdrew", what: `the question: ${aboutText(story, event.data.about)}` };
    default:
      return tellEffect(story, event);
  }
}

function tellEffect(story: Story, event: At<RunEvent>): Told | null {
  if (!("token" in event.data)) return null;
  const { token } = event.data;
  const { owner, cell } = story;
  const line = aboutText(story, token);
  const act = cell.run.effects[token];
  const action =
    act === undefined
      ? undefined
      : actionOf(owner.office, act.proposal.connector, act.proposal.action)?.action;
  const version = act === undefined ? "" : `${act.proposal.connector} ${act.proposal.contract}`;
  switch (event.type) {
    case "effect.judged":
      return event.data.verdict === "permit"
        ? { verb: "allowed", what: line, why: event.data.reasons.join("; "), detail: true }
        : null;
    case "effect.sent":
      return { verb: "sending", what: line, version, detail: true };
    case "effect.applied": {
      const found = event.data.found ? "found done" : (action?.deed ?? "done");
      const undo = action?.undo?.note ?? "final";
      const what = `${found}${numberText(event.values.result.value)}: ${lowerFirst(line)}`;
      return { verb: "did", what, undo, version, why: story.reasons.get(token) ?? "" };
    }
    case "effect.postponed":
      return postponed(line, event.data.why, textOf(event.values?.["message"]?.value));
    case "effect.handed":
      return { verb: "put", what: `${line}: ${action?.byHand?.note ?? "before you"}`, version };
    case "effect.notDone":
      return { verb: "not done", what: line, why: textOf(event.values.message.value) };
    case "effect.unknown":
      return { verb: "unsure", what: line, why: textOf(event.values.message.value) };
    case "effect.held":
      return { verb: "held", what: line, why: textOf(event.values.message.value) };
    case "effect.forbidden":
    case "effect.failed":
      return { verb: "failed", what: line, why: textOf(event.values.message.value) };
    case "effect.withdrawn":
      return { verb: "withdrew", what: line };
    case "undo.applied":
      return { verb: "undid", what: line };
    case "undo.failed":
      return {
        verb: "failed",
        what: `to take back: ${line}`,
        why: textOf(event.values.message.value),
      };
    case "undo.unknown":
      return { verb: "unsure", what: `whether it was taken back: ${line}` };
    case "undo.skipped":
      return { verb: "stays", what: `${line} (final)` };
    default:
      return null;
  }
}

function postponed(line: string, why: "hold" | "unread" | undefined, message: string): Told | null {
  if (why === undefined) return null;
  return why === "hold"
    ? { verb: "leaving", what: `soon, unless you take it back: ${lowerFirst(line)}`, detail: true }
    : { verb: "waiting", what: line, why: `what was written since cannot be read: ${message}` };
}

function completed(
  story: Story,
  event: At<Extract<RunEvent, { type: "step.completed" }>>,
): Told | null {
  const { path, by, record } = event.data;
  const version = by.version === null ? "" : `${by.agent} ${by.version.slice(0, 8)}`;
  switch (by.rung) {
    case "template":
    case "code":
    case "model": {
      const { release } = story.at;
      const purpose = purposeOf(release, nodeAt(story.at.plan, path));
      const why = [purpose, howDrafted(by)].filter((part) => part !== "").join("; ");
      const what = madeBy(release, by.agent, path);
      return { verb: "drafted", what, why, by: `agent:${by.agent}`, version };
    }
    case "operator":
      return { verb: "you", what: `did "${stepWords(path)}"`, by: "operator", detail: true };
    case "record":
      if (record === undefined) return null;
      return {
        verb: "did",
        what: story.stages.get(event.seq) ?? `noted ${record.kind}`,
        undo: "undo",
      };
    case "wait":
      return waited(event.values.output.value);
    case "call":
      return { verb: "did", what: stepText(story, path) };
    default:
      return null;
  }
}

/** One line for each call: when it ended, or, while nothing is heard of it, when it was made. */
function called(
  { calls }: Story,
  { type, data }: At<Extract<RunEvent, { type: "call.started" | "call.ended" }>>,
): Told | null {
  const call = calls.get(data.call);
  if (call === undefined || (type === "call.started" && call.ended !== null)) return null;
  return { verb: "asked", by: call.model, ...callText(call), detail: call.ended !== null };
}

/** A step by what it is for, else by its name. */
function stepText({ at }: Story, path: string): string {
  const purpose = purposeOf(at.release, nodeAt(at.plan, path));
  return purpose === "" ? stepWords(path) : lowerFirst(purpose);
}

function waited(output: unknown): Told {
  if (!isObject(output)) return { verb: "went on", what: "", detail: true };
  if (output["by"] === "time") return { verb: "went on", what: "the time was up", detail: true };
  if (output["by"] === "record") {
    return { verb: "went on", what: "what it waited for is on record", detail: true };
  }
  if (output["by"] === "answer")
    return { verb: "you", what: `answered: ${textOf(output["answer"])}`, by: "operator" };
  return { verb: "came", what: titleOf(output["event"]) ?? "what it waited for" };
}

function startedBy(event: At<Extract<RunEvent, { type: "run.started" }>>): string {
  const { trigger, runbook } = event.data;
  const title = titleOf(event.values.input.value);
  if (trigger.kind === "event") return title === null ? "an arrival" : `"${title}"`;
  return trigger.kind === "time" ? `${runbook}, by the calendar` : runbook;
}

function waitText(story: Story, event: At<Extract<RunEvent, { type: "wait.opened" }>>): string {
  const { on, endsAt } = event.data;
  const until = endsAt === null ? "" : ` until ${dayText(story.owner, endsAt)}`;
  return `${on === null ? "" : `for ${arrivalWords(on)}`}${until}`.trim();
}

function aboutText({ owner, at, cell }: Story, about: string): string {
  const act = cell.run.effects[about];
  if (act === undefined) {
    const node = nodeAt(at.plan, about);
    return node?.kind === "approve"
      ? filledIn(owner, { ...at, node, path: about }, node.title)
      : about;
  }
  return lineOf(owner.office, act) ?? `${act.proposal.connector}.${act.proposal.action}`;
}

function numberText(result: unknown): string {
  const number = isObject(result) ? result["number"] : null;
  return typeof number === "string" ? ` ${number}` : "";
}

/** Her reason may be forgotten with her client. */
function cancelText(reason: string): string {
  return reason === "" ? "the job" : `the job, because: ${reason}`;
}

/** "Mail to …" goes on a sentence that has begun. */
function lowerFirst(line: string): string {
  return line.charAt(0).toLowerCase() + line.slice(1);
}

function titleOf(value: unknown): string | null {
  if (!isObject(value)) return null;
  const { title, amount, counterparty } = value;
  if (typeof title === "string") return title;
  return typeof amount === "string" ? `${amount} from ${textOf(counterparty)}` : null;
}

function costOf(event: Recorded): number {
  const micros = event.data["costMicros"];
  return typeof micros === "number" ? micros : 0;
}

function stepOf(cell: RunCell, event: Recorded): string {
  const { path, about, token } = event.data;
  if (typeof path === "string") return path;
  const key = typeof token === "string" ? token : typeof about === "string" ? about : "";
  return cell.run.effects[key]?.path ?? key;
}
