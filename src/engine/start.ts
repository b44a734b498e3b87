import { occupant, occupy } from "../kernel/subject.ts";
import type { TriggerRef } from "../kernel/event.ts";
import { plainText } from "../kernel/interpret.ts";
import type { Plan } from "../kernel/plan.ts";
import type { Labelled } from "../value/label.ts";
import { render } from "../value/template.ts";
import type { Turn } from "./turn.ts";
import { type Office, opaque } from "./office.ts";
import { inboundOf, runOf, subjectOf } from "./streams.ts";

/**
 * Starts a run, once per runbook and trigger key (ST1), and occupies its subject (A7).
 *
 * `busy` names the run that holds the subject: nothing was recorded then.
 */
export type Started = { run: string; number: number; new: boolean } & { busy?: string };

export function startRun(
  turn: Turn,
  office: Office,
  request: {
    runbook: string;
    release: string;
    trigger: TriggerRef;
    subject: string | null;
    input: Labelled;
    parent: { run: string; path: string } | null;
  },
): Started {
  const { runbook, release, trigger, subject, input, parent } = request;
  const plan = office.releases.get(release).plans[runbook];
  if (plan === undefined)
    throw new Error(`Cannot start "${runbook}": release "${release}" has no such runbook`);
  const id = runIdOf(office, runbook, trigger);
  const before = turn.get(runOf(id)).run;
  if (before.status !== "none") return { run: id, number: before.number, new: false };
  if (subject !== null && !isPart(turn, subject, parent)) {
    const state = turn.get(subjectOf(subject));
    // A called job is part of its caller, however many of its kind are about this subject.
    const per = parent === null ? perOf(office, plan, trigger, input) : id;
    const holder = occupant(state, runbook, per);
    if (holder !== null) return { run: holder, number: 0, new: false, busy: holder };
    const decision = occupy(state, id, runbook, per);
    if (!decision.ok) throw new Error(decision.refusal.message);
    turn.emit(subjectOf(subject), ...decision.events);
  }
  const number = turn.number();
  turn.emit(runOf(id), {
    type: "run.started",
    data: {
      run: id,
      number,
      runbook,
      release,
      subject,
      trigger,
      parent,
      escalateAt: plan.escalateAfterMs === null ? null : turn.at + plan.escalateAfterMs,
    },
    values: { input },
    ...(subject === null ? {} : { subject }),
  });
  office.wake(id);
  return { run: id, number, new: true };
}

/** What is about its caller's subject is found by way of the caller. */
function isPart(turn: Turn, subject: string, parent: { run: string } | null): boolean {
  return parent !== null && turn.get(runOf(parent.run)).run.subject === subject;
}

/** What sets a run of this plan apart from others about its subject, opaque; null: nothing does. */
export function perOf(
  office: Pick<Office, "sealer">,
  plan: Plan,
  { kind }: TriggerRef,
  input: Labelled,
): string | null {
  if (plan.per === undefined) return null;
  const scope: Record<string, Labelled> = { input };
  if (kind === "event") scope["event"] = input;
  if (kind === "time") scope["slot"] = input;
  return opaque(office, "per", plan.runbook, plainText(render(plan.per, scope).value));
}

/**
 * Derived from its cause alone (ST1). A key that begins with its time, as slots and our own requests
 * do, gives an id in the order of time: hot tables then grow at their end (ST9).
 */
export function runIdOf(
  office: Pick<Office, "sealer">,
  runbook: string,
  { kind, key }: TriggerRef,
): string {
  const hash = opaque(office, "run", runbook, kind, key);
  const [stamp] = /^\d{13}(?!\d)/.exec(key) ?? [];
  if (stamp === undefined) return hash;
  return Number(stamp).toString(36).padStart(9, "0") + hash.slice(9);
}

/**
 * An arrival as a cause: when it happened, for the order of ids (ST9), and which. Both are the same
 * when it is read again after a restore, so the same run is derived from it (QU3).
 */
export function eventKey(turn: Turn, id: string): string {
  return `${turn.get(inboundOf(id)).occurredAt}-${id}`;
}

export function arrivalOf(key: string): string {
  return key.slice(key.lastIndexOf("-") + 1);
}
