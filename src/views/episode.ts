import type { At, By, RunEvent } from "../kernel/event.ts";
import { type Json, textsIn } from "../value/json.ts";
import { type Label, type Labelled, own, whole } from "../value/label.ts";

/** What a moment is: what came, what was made or done, and by whom. */
export type MomentKind =
  | "came"
  | "made"
  | "answered"
  | "changed"
  | "denied"
  | "by hand"
  | "noted"
  | "did"
  | "undid"
  | "failed"
  | "stepped in";

/** One thing that agents saw, decided or made, or that the operator said to it. */
export type Moment = {
  /** The entry that recorded it. */
  readonly seq: number;
  readonly at: number;
  readonly kind: MomentKind;
  /** The step, agent or action that it is of: "mail.send". */
  readonly about: string;
  /** In the words that are on record, cut where they are long; "" where there were none. */
  readonly text: string;
  readonly label: Label;
};

/**
 * What became of one job, for whoever looks back on it.
 *
 * EP1 It is told from the job's own events alone, and each moment names the event that recorded it.
 * EP2 A moment carries the labels of what it tells. What was forgotten is told without its words.
 * EP3 Calls are told by what they came to: their prompts are not repeated.
 */
export type Episode = {
  readonly run: string;
  readonly number: number;
  readonly process: string;
  readonly startedAt: number;
  /** Null while it is open. */
  readonly endedAt: number | null;
  readonly status: "open" | "done" | "ended" | "cancelled";
  readonly costMicros: number;
  readonly moments: readonly Moment[];
};

/** Of one moment. */
const mostText = 2_000;

/** Null where the first of its events is missing. */
export function episodeOf(events: readonly At<RunEvent>[]): Episode | null {
  const [began] = events;
  if (began?.type !== "run.started") return null;
  const { run, number, runbook: process } = began.data;
  const past = pastOf(events);
  const last = events.findLast(({ type }) => type === "run.completed" || type === "run.cancelled");
  return {
    run,
    number,
    process,
    startedAt: began.at,
    endedAt: last?.at ?? null,
    status: statusAfter(last),
    costMicros: events.reduce((sum, event) => sum + costOf(event), 0),
    moments: events.flatMap((event) => momentOf(event, past)),
  };
}

function statusAfter(last: At<RunEvent> | undefined): Episode["status"] {
  if (last === undefined) return "open";
  if (last.type !== "run.completed") return "cancelled";
  return last.data.success ? "done" : "ended";
}

/** A call is paid when it ends; what a step cost besides is said with it. */
function costOf({ type, data }: At<RunEvent>): number {
  return type === "call.ended" || type === "step.completed" || type === "effect.applied"
    ? data.costMicros
    : 0;
}

type Act = { action: string; args: Labelled };

/** What events of the job say of others: its acts by token, and what she was asked about. */
type Past = { acts: ReadonlyMap<string, Act>; asked: ReadonlySet<string> };

function pastOf(events: readonly At<RunEvent>[]): Past {
  const acts = new Map<string, Act>();
  const asked = new Set<string>();
  for (const event of events) {
    if (event.type === "approval.requested") asked.add(event.data.about);
    if (event.type !== "step.proposed") continue;
    for (const [i, { token, connector, action }] of event.data.proposals.entries()) {
      const args = event.values?.[`args${i}`] ?? nothing;
      acts.set(token, { action: `${connector}.${action}`, args });
    }
  }
  return { acts, asked };
}

function momentOf(event: At<RunEvent>, past: Past): Moment[] {
  const told = tell(event, past);
  if (told === null) return [];
  const { kind, about, content } = told;
  const { value, labels } = content;
  const text = content.forgotten === true ? "" : inOneLine(value);
  return [{ seq: event.seq, at: event.at, kind, about, text, label: whole(labels, "") }];
}

const nothing: Labelled = { value: null, labels: { "": own } };

type Told = { kind: MomentKind; about: string; content: Labelled };

function tell(event: At<RunEvent>, past: Past): Told | null {
  switch (event.type) {
    case "run.started":
      return { kind: "came", about: event.data.trigger.kind, content: event.values.input };
    case "signal.received":
      return { kind: "came", about: event.data.type, content: event.values.event };
    case "step.completed":
      return stepDone(event.data, event.values.output, past);
    case "step.proposed": {
      const output = event.values?.["output"];
      return output === undefined ? null : stepDone(event.data, output, past);
    }
    case "approval.granted": {
      const { action, edited } = event.data;
      if (edited.length === 0) return { kind: "answered", about: action, content: nothing };
      return { kind: "changed", about: action, content: event.values?.["edited"] ?? nothing };
    }
    case "approval.denied":
      return { kind: "denied", about: event.data.action, content: event.values.reason };
    case "effect.applied":
      return { kind: "did", ...actOf(past, event.data.token, event.values.result) };
    case "undo.applied":
      return { kind: "undid", ...actOf(past, event.data.token) };
    case "effect.unknown":
    case "effect.failed":
    case "effect.forbidden":
      return { kind: "failed", ...actOf(past, event.data.token, event.values.message) };
    case "step.failed":
      return event.data.item === null
        ? null
        : { kind: "failed", about: event.data.path, content: event.values.message };
    case "run.cancelling":
      return { kind: "stepped in", about: "cancel", content: event.values.reason };
    case "run.repaired":
      return { kind: "stepped in", about: event.data.path, content: nothing };
    default:
      return null;
  }
}

/** An answer is told where it was given, and a record that was only read is no moment. */
function stepDone(
  { path, by, record }: { path: string; by: By; record?: object },
  content: Labelled,
  { asked }: Past,
): Told | null {
  if (by.rung === "operator")
    return asked.has(path) ? null : { kind: "by hand", about: path, content };
  if (by.rung === "record")
    return record === undefined ? null : { kind: "noted", about: path, content };
  return by.agent === null ? null : { kind: "made", about: by.agent, content };
}

function actOf(
  { acts }: Past,
  token: string,
  more: Labelled = nothing,
): { about: string; content: Labelled } {
  const { action, args } = acts.get(token) ?? { action: "", args: nothing };
  const labels = { "": whole(args.labels, ""), "/1": whole(more.labels, "") };
  const gone = args.forgotten === true || more.forgotten === true;
  const content = { value: [args.value, more.value], labels };
  return { about: action, content: gone ? { ...content, forgotten: true } : content };
}

function inOneLine(value: Json): string {
  const said = textsIn(value).filter((text) => !opaqueId.test(text));
  const line = said.join(" · ").replaceAll(/\s+/g, " ").trim();
  return line.length > mostText ? `${line.slice(0, mostText)}…` : line;
}

/** Ids and digests: nobody says them. */
const opaqueId = /^[0-9a-f]{16,}$/;
