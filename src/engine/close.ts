import { compile, truth } from "../value/cel.ts";
import { type Labelled, ownText } from "../value/label.ts";
import { nodeAt, scopeAt } from "../kernel/interpret.ts";
import type { Run } from "../kernel/run.ts";
import type { Signal } from "../kernel/step.ts";
import type { Plan } from "../kernel/plan.ts";
import { answeredByHer } from "./effect/answered.ts";
import { release, undoOf } from "./effect/spend.ts";
import { offer } from "./intake/route.ts";
import { baseScope, cellOf, complete, type Context } from "./step/context.ts";
import { inboundOf, runOf, subjectOf } from "./streams.ts";

/**
 * Ends a run: judges its success, frees its subject, answers its parent, and offers what it left in
 * its mailbox again, in order (ST8), but for what she answered herself meanwhile, all in one
 * transaction.
 */
export function closeRun(context: Context): void {
  const { turn, id } = context;
  const cell = cellOf(context);
  const { mailbox } = cell.run;
  const success = succeeded(context.plan, cell.run, baseScope(context.office, cell));
  turn.emit(runOf(id), { type: "run.completed", data: { success } });
  leave(context, lastOutput(context.plan, cell.run), mailbox);
}

export function closeCancelled(context: Context): void {
  const { turn, id } = context;
  const { effects, mailbox } = cellOf(context).run;
  const undone = Object.values(effects).filter((e) => e.undo.status === "applied");
  turn.emit(runOf(id), { type: "run.cancelled", data: { undone: undone.length } });
  leave(context, ownText(null), mailbox);
}

function leave(context: Context, output: Labelled, mailbox: readonly Signal[]): void {
  const { turn, office, id } = context;
  const { run } = cellOf(context);
  const occupied = run.subject === null ? [] : turn.get(subjectOf(run.subject)).open;
  if (run.subject !== null && occupied.some((open) => open.run === id)) {
    turn.emit(subjectOf(run.subject), { type: "subject.released", data: { run: id } });
  }
  // What a called job did can still be taken back, with the job that called it.
  if (run.parent === null || run.status === "cancelled") releaseUndos(context);
  if (run.parent !== null) answerParent(context, output);
  for (const signal of mailbox) {
    if (answeredByHer(context, signal)) {
      const data = { fate: "ignored", run: id, because: "you answered it yourself", item: null };
      turn.emit(inboundOf(signal.inbound), { type: "inbound.routed", data });
      continue;
    }
    offer(turn, office, {
      id: signal.inbound,
      type: signal.type,
      event: signal.event,
      subject: run.subject,
    });
  }
}

/** Nothing of this job, or of those it called, will be taken back any more. */
function releaseUndos(context: Context): void {
  const { turn, office } = context;
  const { run } = cellOf(context);
  for (const token of Object.keys(run.effects)) release(context, undoOf(token));
  for (const { run: id } of run.called) {
    const child = turn.get(runOf(id)).run;
    const pinned = office.releases.get(child.release);
    const plan = pinned.plans[child.runbook];
    if (plan !== undefined) releaseUndos({ ...context, release: pinned, plan, id });
  }
}

function answerParent(context: Context, output: Labelled): void {
  const { turn, office, id } = context;
  const { parent, status, success } = cellOf(context).run;
  if (parent === null) return;
  const above = turn.get(runOf(parent.run)).run;
  const step = above.steps[parent.path];
  const release = office.releases.get(above.release);
  const plan = release.plans[above.runbook];
  const node = plan === undefined ? null : nodeAt(plan, parent.path);
  // Also where it answered before and was rolled back since: its caller goes on with its own.
  office.wake(parent.run);
  const asked = step?.status === "calling" && step.run === id;
  if (!asked || plan === undefined || node === null) return;
  const value = { success: status === "completed" && success, out: output.value };
  const labels = Object.fromEntries(
    Object.entries(output.labels).map(([pointer, label]) => [`/out${pointer}`, label]),
  );
  const there: Context = { turn, office, release, plan, id: parent.run, node, path: parent.path };
  complete(there, { value, labels }, "call");
}

function succeeded(plan: Plan, run: Run, base: Record<string, Labelled>): boolean {
  if (plan.success === null) return true;
  try {
    return truth(compile(plan.success), scopeAt(plan, run, "", base));
  } catch {
    // A criterion that reads what this run never reached is not met.
    return false;
  }
}

function lastOutput(plan: Plan, run: Run): Labelled {
  const last = plan.steps.at(-1);
  const step = last === undefined ? undefined : run.steps[last.name];
  return step?.status === "done" ? step.output : ownText(null);
}
