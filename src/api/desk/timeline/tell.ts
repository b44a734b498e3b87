import type { At, RunEvent } from "../../../kernel/event.ts";
import { nodeAt } from "../../../kernel/interpret.ts";
import { isObject, textOf } from "../../../value/json.ts";
import type { Pack, Ref } from "../../../value/pack.ts";
import { dayText } from "../days.ts";
import { arrivalWords } from "../names.ts";
import { inLocale } from "../in-locale.ts";
import { callText } from "../calls.ts";
import { howDrafted, madeBy, purposeOf, stepWords } from "../sentences.ts";
import type { Story, Told } from "./story.ts";
import { tellAct } from "./tell-act.ts";
import { aboutText, stepText } from "./words.ts";

/** What an event means to the operator; null for what only the machinery needs. */
export function tell(story: Story, event: At<RunEvent>): Told | null {
  switch (event.type) {
    case "run.started":
      return {
        verb: event.data.trigger.kind === "event" ? "read" : "began",
        what: startedBy(story, event),
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
      if (event.data.moved === true)
        return { verb: "asked", what: "you anew: what it showed has changed since" };
      return { verb: "you", what: `went on from "${stepWords(event.data.path)}"` };
    case "run.escalated":
      return { verb: "asked", what: "it takes longer than it should" };
    case "signal.received":
      return {
        verb: "came",
        what: titleOf(story, event.values.event.value) ?? arrivalWords(event.data.type),
      };
    case "call.started":
    case "call.ended":
      return called(story, event);
    case "step.claimed":
      return event.data.pack === undefined
        ? null
        : { verb: "told", what: packText(event.data.path, event.data.pack), detail: true };
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
      return tellAct(story, event);
  }
}

/** What an agent was told beside its input: how much of each, and what had no room. */
function packText(path: string, { items, dropped, more, tokens }: Pack): string {
  const of = (wanted: Ref["kind"]) => items.filter(({ kind }) => kind === wanted).length;
  const secret = dropped.filter(({ why }) => why === "secret").length;
  const out = dropped.length - secret + more;
  const parts = [
    ...(of("skill") === 0 ? [] : [counted(of("skill"), "skill")]),
    counted(of("fact"), "fact"),
    ...(of("job") === 0 ? [] : [counted(of("job"), "job")]),
    counted(of("passage"), "passage"),
    `${tokens} tokens`,
    ...(secret === 0 ? [] : [`${counted(secret, "secret")} kept back`]),
    ...(out === 0 ? [] : [`${out} left out for want of room`]),
  ];
  return `${stepWords(path)}: ${parts.join(", ")}`;
}

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;

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
      return { verb: "you", what: byHand(story, path), by: "operator", detail: true };
    case "record":
      if (record === undefined) return null;
      return {
        verb: "did",
        what: story.stages.get(event.seq) ?? `noted ${record.kind}`,
        undo: "undo",
      };
    case "wait":
      return waited(story, event.values.output.value);
    case "call":
      return { verb: "did", what: stepText(story, path) };
    default:
      return null;
  }
}

/** An approval that she answered went on with what she said; any other step she did herself. */
function byHand(story: Story, path: string): string {
  return nodeAt(story.at.plan, path)?.kind === "approve"
    ? `decided: ${aboutText(story, path)}`
    : `did by hand: ${stepText(story, path)}`;
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

function waited(story: Story, output: unknown): Told {
  if (!isObject(output)) return { verb: "went on", what: "", detail: true };
  if (output["by"] === "time") return { verb: "went on", what: "the time was up", detail: true };
  if (output["by"] === "record") {
    return { verb: "went on", what: "what it waited for is on record", detail: true };
  }
  if (output["by"] === "answer")
    return { verb: "you", what: `answered: ${textOf(output["answer"])}`, by: "operator" };
  return { verb: "came", what: titleOf(story, output["event"]) ?? "what it waited for" };
}

function startedBy(story: Story, event: At<Extract<RunEvent, { type: "run.started" }>>): string {
  const { trigger, runbook } = event.data;
  const title = titleOf(story, event.values.input.value);
  if (trigger.kind === "event") return title === null ? "an arrival" : `"${title}"`;
  return trigger.kind === "time" ? `${runbook}, by the calendar` : runbook;
}

function waitText(story: Story, event: At<Extract<RunEvent, { type: "wait.opened" }>>): string {
  const { on, endsAt } = event.data;
  const until = endsAt === null ? "" : ` until ${dayText(story.owner, endsAt)}`;
  return `${on === null ? "" : `for ${arrivalWords(on)}`}${until}`.trim();
}

/** Her reason may be forgotten with her client. */
function cancelText(reason: string): string {
  return reason === "" ? "the job" : `the job, because: ${reason}`;
}

function titleOf({ owner }: Story, value: unknown): string | null {
  if (!isObject(value)) return null;
  const { title, amount, counterparty } = value;
  if (typeof title === "string") return title;
  return typeof amount === "string"
    ? `${inLocale(owner, amount)} from ${textOf(counterparty)}`
    : null;
}
