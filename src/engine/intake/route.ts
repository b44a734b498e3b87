import { nodeAt, plainText, waitsFor } from "../../kernel/interpret.ts";
import type { TriggerRef } from "../../kernel/event.ts";
import type { Fate } from "../../kernel/inbound.ts";
import type { Plan, Trigger } from "../../kernel/plan.ts";
import { initial } from "../../kernel/run.ts";
import { occupant } from "../../kernel/subject.ts";
import { compile, truth } from "../../value/cel.ts";
import { type Labelled, ownText } from "../../value/label.ts";
import { render } from "../../value/template.ts";
import type { Turn } from "../turn.ts";
import { type Office, opaque } from "../office.ts";
import type { Release } from "../../workspace/release.ts";
import { chosen } from "../chosen.ts";
import { eventKey, perOf, startRun } from "../start.ts";
import { isLeaving, jobsAbout } from "../subject.ts";
import type { Context } from "../step/context.ts";
import { deliver, mayTake, takes } from "../step/wait.ts";
import { inboundOf, runOf, subjectOf } from "../streams.ts";

/**
 * Finds the way of an arrival, inside the turn that records it, or again when the run that held it
 * ended (ST8): first a rule of the intake, then a wait that takes it, then the mailbox of the run
 * that is busy with its subject, then triggers, then the operator.
 */
export type Offered = { id: string; type: string; event: Labelled; subject: string | null };

type Way = { fate: Fate; run: string | null; because: string; item: number | null };

export function offer(turn: Turn, office: Office, offered: Offered): Way {
  const way =
    ofForgotten(turn, offered) ??
    byRule(turn, office, offered) ??
    toWork(turn, office, offered) ??
    aside(turn, offered);
  turn.emit(inboundOf(offered.id), { type: "inbound.routed", data: way });
  return way;
}

/** An arrival about nobody is news for everyone: whoever waits for it, and whatever it triggers. */
function toWork(turn: Turn, office: Office, offered: Offered): Way | null {
  const taken = toWait(turn, office, offered);
  if (offered.subject === null) {
    const begun = toTrigger(turn, office, offered);
    return taken ?? begun;
  }
  return taken ?? toMailbox(turn, office, offered) ?? toTrigger(turn, office, offered);
}

/** What a job left that ended because its client is forgotten goes with her. */
function ofForgotten(turn: Turn, { subject }: Offered): Way | null {
  if (subject === null || !isLeaving(turn, subject)) return null;
  return { fate: "ignored", run: null, because: "its client is forgotten", item: null };
}

function byRule(turn: Turn, office: Office, { type, event }: Offered): Way | null {
  const { suspect, ignore } = office.settings;
  for (const rule of suspect) {
    if (rule.on === type && matches(rule.when, { event })) {
      return { fate: "suspicious", run: null, because: rule.because, item: turn.number() };
    }
  }
  const rule = ignore.find((r) => r.on === type && matches(r.when, { event }));
  return rule === undefined
    ? null
    : { fate: "ignored", run: null, because: rule.because, item: null };
}

function toWait(turn: Turn, office: Office, offered: Offered): Way | null {
  const { subject, type } = offered;
  const runs = subject === null ? [...(office.waiting.get(type) ?? [])] : jobsAbout(turn, subject);
  let taker: string | null = null;
  for (const run of runs) {
    if (!deliverTo(turn, office, run, offered)) continue;
    taker ??= run;
    // An arrival about somebody is for one wait; one about nobody tells everyone who waits.
    if (subject !== null) break;
  }
  return taker === null ? null : { fate: "delivered", run: taker, because: "", item: null };
}

function deliverTo(turn: Turn, office: Office, id: string, offered: Offered): boolean {
  const { run } = turn.get(runOf(id));
  if (run.status !== "open") return false;
  const release = office.releases.get(run.release);
  const plan = release.plans[run.runbook];
  if (plan === undefined) return false;
  let taken = false;
  for (const [path, step] of Object.entries(run.steps)) {
    if (step.status !== "waiting" || step.on !== offered.type) continue;
    const node = nodeAt(plan, path);
    if (node?.kind !== "wait") continue;
    const context: Context<typeof node> = { turn, office, release, plan, id, node, path };
    if (!takes(context, offered)) continue;
    deliver(context, offered.event, offered.id);
    office.wake(id);
    taken = true;
    if (offered.subject !== null) break;
  }
  return taken;
}

/** Kept for a run about the same subject that has a wait anywhere in its plan that may take it. */
function toMailbox(turn: Turn, office: Office, offered: Offered): Way | null {
  const { subject } = offered;
  if (subject === null) return null;
  for (const { run: id } of turn.get(subjectOf(subject)).open) {
    const { run } = turn.get(runOf(id));
    if (run.status === "open" && awaits(turn, office, id, offered)) return queue(turn, id, offered);
  }
  return null;
}

/** Whether a run, or a part of it in a run of its own, has a present or later wait for the arrival. */
function awaits(turn: Turn, office: Office, id: string, offered: Offered): boolean {
  const { type } = offered;
  const { run } = turn.get(runOf(id));
  const release = office.releases.get(run.release);
  const { plans } = release;
  const plan = plans[run.runbook];
  if (plan === undefined) return false;
  return waitsFor(
    plan,
    run,
    type,
    (runbook, begun) =>
      begun === null ? mayAwait(plans, runbook, type) : awaits(turn, office, begun, offered),
    (node, path) => mayTake({ turn, office, release, plan, id, node, path }, offered),
  );
}

/** The same for a part that has not begun; calls never go in a circle, `apply` sees to that. */
function mayAwait(plans: Release["plans"], runbook: string, type: string): boolean {
  const plan = plans[runbook];
  return (
    plan !== undefined && waitsFor(plan, initial, type, (inner) => mayAwait(plans, inner, type))
  );
}

function queue(turn: Turn, run: string, offered: Offered): Way {
  turn.emit(runOf(run), {
    type: "signal.received",
    data: { inbound: offered.id, type: offered.type },
    values: { event: offered.event },
    ...(offered.subject === null ? {} : { subject: offered.subject }),
  });
  return { fate: "queued", run, because: "its job is still under way", item: null };
}

function toTrigger(turn: Turn, office: Office, offered: Offered): Way | null {
  let way: Way | null = null;
  const trigger: TriggerRef = { kind: "event", key: eventKey(turn, offered.id) };
  for (const plan of Object.values(office.active.plans)) {
    if (!plan.triggers.some((trigger) => fires(turn, office, trigger, offered))) continue;
    const subject = subjectFor(turn, office, plan, offered);
    if (subject !== null) {
      if (isLeaving(turn, subject)) continue;
      const per = perOf(office, plan, trigger, offered.event);
      const busy = occupant(turn.get(subjectOf(subject)), plan.runbook, per);
      if (busy !== null) {
        way ??= queue(turn, busy, offered);
        continue;
      }
    }
    const started = startRun(turn, office, {
      runbook: plan.runbook,
      release: office.active.id,
      trigger,
      subject,
      input: offered.event,
      parent: null,
    });
    way = { fate: "started", run: started.run, because: plan.runbook, item: null };
  }
  return way;
}

function fires(turn: Turn, office: Office, trigger: Trigger, { type, event }: Offered): boolean {
  if (trigger.on !== "event" || trigger.type !== type) return false;
  if (trigger.when !== null && !matches(trigger.when, { event })) return false;
  // Too many to look through (null): the runbook begins, and says so where it looks itself.
  return trigger.some === undefined || chosen(turn, office, trigger.some, { event })?.length !== 0;
}

/** What a process calls its subject by may name somebody: only a keyed hash of it is kept (LG1). */
export function subjectFor(
  turn: Turn,
  office: Office,
  plan: Plan,
  { event, subject }: Offered,
): string | null {
  if (plan.subject === null) return subject;
  const scope = { event, subject: ownText(subject) };
  const text = plainText(render(plan.subject, scope).value);
  if (text === "" || text === "null") return null;
  // Also what was called so before hashes were kept.
  if (text === subject || turn.get(subjectOf(text)).known) return text;
  return opaque(office, "subject", "named", text);
}

/** An arrival about nobody that nobody waits for is only news; the rest is for the operator. */
function aside(turn: Turn, { subject, type }: Offered): Way {
  if (subject === null && !type.startsWith("payment.") && !type.startsWith("mail.")) {
    return { fate: "ignored", run: null, because: "nobody waits for it", item: null };
  }
  return { fate: "parked", run: null, because: "no process takes it", item: turn.number() };
}

function matches(expression: string, scope: Record<string, Labelled>): boolean {
  try {
    return truth(compile(expression), scope);
  } catch {
    // A rule that reads what this arrival lacks is not about it.
    return false;
  }
}
