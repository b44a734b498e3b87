import { nodeAt } from "../../kernel/interpret.ts";
import type { Json } from "../../value/json.ts";
import { fromOperator, type Labelled } from "../../value/label.ts";
import type { Turn } from "../turn.ts";
import { seeksAny } from "../effect/past.ts";
import { withdraw } from "../effect/propose.ts";
import { inDoubt } from "../../kernel/effect.ts";
import type { Refusal } from "../../kernel/decision.ts";
import { keepsOutside } from "../../kernel/repair.ts";
import type { Run } from "../../kernel/run.ts";
import type { Office } from "../office.ts";
import { openForm } from "../step/form.ts";
import { settleOpenCall } from "../step/claim.ts";
import { cellOf, complete, type Context, rendered, stepOf } from "../step/context.ts";
import { answered } from "../step/wait.ts";
import { controlStream, runOf } from "../streams.ts";
import { contextAt } from "./approval.ts";
import { handed } from "./form.ts";
import { goOnFrom, voidAsked } from "./go-on.ts";
import { done, no, type Said, unsought } from "./outcome.ts";
import { heldBack } from "../../kernel/control.ts";

/** The operator fills a form in: a step's output, by her own hand. */
export function fillForm(turn: Turn, office: Office, id: string, path: string, value: Json): Said {
  const context = contextAt(turn, office, id, path);
  const step = context === null ? undefined : stepOf(context);
  if (context === null || step?.status !== "form" || cellOf(context).run.status !== "open") {
    return no("not_open", "Cannot hand the step back: it is not in your hands");
  }
  const form = handed(context, value);
  if (!form.ok) return no("contract", form.problem);
  complete(context, form.output, "operator");
  office.wake(id);
  return done("Taken; the job goes on", cellOf(context).run.number);
}

/** Answers a wait that asks, by one of its names. */
export function answerWait(
  turn: Turn,
  office: Office,
  id: string,
  path: string,
  answer: string,
): Said {
  const context = contextAt(turn, office, id, path);
  const step = context === null ? undefined : stepOf(context);
  const open = context !== null && cellOf(context).run.status === "open";
  if (context?.node.kind !== "wait" || step?.status !== "waiting" || !open) {
    return no("not_open", "Cannot answer: the question is closed");
  }
  const names = Object.keys(context.node.ask?.answers ?? {});
  if (!names.includes(answer)) {
    return no("no_such_answer", `Cannot answer "${answer}": it takes ${names.join(" or ")}`);
  }
  answered({ ...context, node: context.node }, answer);
  office.wake(id);
  return done("Noted; the job goes on", cellOf(context).run.number);
}

/** Her answer where a step is stuck, or (without a path) where the job takes longer than it should. */
export function answerFailed(
  turn: Turn,
  office: Office,
  id: string,
  path: string,
  given: { answer: string; value?: Json; reason?: string; back?: string | null },
): Said {
  const { back = null } = given;
  if (path !== "" && turn.get(runOf(id)).run.steps[path]?.status !== "failed") {
    return no("settled", `Cannot answer for "${path}": it is not stuck any more`);
  }
  if (given.answer === "take") return takeStep(turn, office, id, path);
  if (given.answer === "cancel") return cancelRun(turn, office, id, given.reason ?? "stuck");
  const from = given.answer === "back" && back !== null ? back : path;
  return repair(turn, office, id, { path: from, input: given.value, release: null });
}

/**
 * Takeover: the step is the operator's from here on. Its attempt is fenced off, and what had not
 * left is withdrawn; an act in doubt must be decided first.
 */
export function takeStep(turn: Turn, office: Office, id: string, path: string): Said {
  const context = contextAt(turn, office, id, path);
  if (context === null || nodeAt(context.plan, path) === null) {
    return no("no_such_step", `Cannot take "${path}": this job has no step of that name`);
  }
  const { run } = cellOf(context);
  if (run.status !== "open")
    return no("run_ended", `Cannot take "${path}": the job is ${run.status}`);
  const step = run.steps[path];
  if (step?.status === "done")
    return no("step_done", `Cannot take "${path}": it is done; use repair`);
  if (step?.status === "form")
    return no("already_yours", `Cannot take "${path}": it is in your hands already`);
  if (step?.status === "entered" || step?.status === "calling") {
    return no("not_takeable", `Cannot take "${path}": take one of the steps inside it`);
  }
  const acts = Object.values(run.effects).filter((act) => act.path === path);
  if (acts.some(inDoubt)) {
    return no(
      "effect_in_doubt",
      `Cannot take "${path}": an act of it has left; decide what became of it first`,
    );
  }
  if (seeksAny(context, path)) return unsought(`take "${path}"`);
  withdraw(context, (act) => act.path === path);
  voidAsked(context, (about) => about === path);
  office.underWay.get(`${id}:${path}`)?.abort();
  settleOpenCall(context);
  openForm(context, known(context), "taken");
  return done(`"${path}" is yours now`, run.number);
}

function known(context: Context): Labelled {
  const { node } = context;
  try {
    if (node.kind === "agent" || node.kind === "effect" || node.kind === "call") {
      return rendered(context, node.with);
    }
    if (node.kind === "approve") return rendered(context, node.show);
  } catch {
    // What it would have read does not exist yet; the form starts empty.
  }
  return fromOperator({});
}

/** RN5: goes on from a chosen step with corrected input or another release. */
export function repair(
  turn: Turn,
  office: Office,
  id: string,
  fix: { path: string; input: Json | undefined; release: string | null },
): Said {
  const cell = turn.get(runOf(id));
  const { run } = cell;
  if (run.status !== "open")
    return no("run_ended", `Cannot repair job ${run.number}: it is ${run.status}`);
  const step = run.steps[fix.path];
  if (step === undefined) {
    return no("no_such_step", `Cannot repair from "${fix.path}": the job never reached it`);
  }
  const release = fix.release ?? run.release;
  const plan = office.releases.get(release).plans[run.runbook];
  if (plan === undefined || nodeAt(plan, fix.path) === null) {
    return no(
      "no_such_step",
      `Cannot repair from "${fix.path}": release "${release}" has no such step`,
    );
  }
  const doubtful = Object.values(run.effects).find((act) => inDoubt(act));
  if (doubtful !== undefined) {
    return no(
      "effect_in_doubt",
      "Cannot repair: an act is in doubt; decide what became of it first",
    );
  }
  if (seeksAny({ turn, office, id }, null)) return unsought("repair");
  const kind = nodeAt(plan, fix.path)?.kind ?? "";
  if (fix.input !== undefined && !takesInput.has(kind)) {
    return no(
      "no_input",
      `Cannot repair from "${fix.path}": this step takes no input; repair an earlier one`,
    );
  }
  if (step.status === "calling") {
    const { number } = turn.get(runOf(step.run)).run;
    return no(
      "still_called",
      `Cannot repair from "${fix.path}": job ${number}, which it called, is open; repair that one`,
    );
  }
  if (keepsOutside(run, fix.path)) {
    return no(
      "already_applied",
      `Cannot repair from "${fix.path}": its act stands outside; repair from the step behind it, take it over, or cancel the job`,
    );
  }
  const context = contextAt(turn, office, id, fix.path);
  if (context === null) return no("no_such_step", `Cannot repair from "${fix.path}"`);
  goOnFrom({ ...context, plan }, release, fix.input === undefined ? null : fromOperator(fix.input));
  return done(`Job ${run.number} goes on from "${fix.path}"`, run.number);
}

const takesInput: ReadonlySet<string> = new Set(["agent", "effect", "record", "approve", "call"]);

/** Why a job that is not open is not cancelled. */
export function notOpen({ number, status }: Pick<Run, "number" | "status">): Refusal {
  const message =
    status === "cancelling"
      ? `Cannot cancel job ${number}: it is being cancelled already`
      : `Cannot cancel job ${number}: it is ${status}`;
  return { code: "run_ended", message };
}

export function cancelRun(turn: Turn, office: Office, id: string, reason: string): Said {
  const { run } = turn.get(runOf(id));
  if (run.status !== "open") return { ok: false, refusal: notOpen(run) };
  const values = { reason: fromOperator(reason) };
  turn.emit(runOf(id), { type: "run.cancelling", data: {}, values });
  for (const [path, step] of Object.entries(run.steps)) {
    office.underWay.get(`${id}:${path}`)?.abort();
    const context = step.status === "claimed" ? contextAt(turn, office, id, path) : null;
    if (context !== null) settleOpenCall(context);
    if (step.status === "calling") cancelRun(turn, office, step.run, reason);
  }
  office.wake(id);
  const stopped = heldBack(turn.get(controlStream), {});
  const note = stopped === null ? "" : `; nothing is undone while ${stopped}`;
  return done(`Job ${run.number} is cancelled${note}`, run.number);
}
