import { nodeAt } from "../../kernel/interpret.ts";
import * as approval from "../../policy/approval.ts";
import type { Json } from "../../value/json.ts";
import { edited, fromOperator, type Labelled, ownText, vouch } from "../../value/label.ts";
import { keepsOutside } from "../../kernel/repair.ts";
import type { Turn } from "../turn.ts";
import { clear, freeOccasion, hold } from "../effect/clear.ts";
import { actionOf } from "../effect/action.ts";
import { onlyLooked, onlyLooking } from "../effect/looking.ts";
import { seeksAny } from "../effect/past.ts";
import { askerOf, propose, stopStep } from "../effect/propose.ts";
import type { Office } from "../office.ts";
import { cellOf, complete, type Context, stepOf } from "../step/context.ts";
import { change } from "../step/record.ts";
import { runOf } from "../streams.ts";
import { askAnew, changedSince, movedAt } from "./anew.ts";
import { changedPointers } from "./changed.ts";
import { draftProblems, lacks } from "./form.ts";
import { goOnFrom } from "./go-on.ts";
import { done, no, type Said, unsought } from "./outcome.ts";

/**
 * The operator's yes or no to something shown.
 *
 * AN1 The answer names the digest of what she saw; another digest is refused (EF5).
 * AN2 An edit of an act is a new proposal with the operator's own words in it: it is judged again
 *     under a new token. An edit of a draft is the draft from then on.
 * AN3 What she approved whole is vouched for field by field.
 * AN4 What is no longer asked takes no answer: its job ended or was repaired, the act was withdrawn,
 *     the step was taken over.
 * AN5 After a takeover no act is denied or edited before it was looked up (PA4); her yes waits at the
 *     gate.
 * AN6 What she does by hand is asked about no more, and waits until she has done it.
 * AN7 A draft that lacks what its schema needs takes no plain yes: she adds it first.
 * AN8 What would be shown otherwise by now is asked anew at her word, and takes no other answer but a no
 *     to what is there now (GR2).
 */
export type ApprovalAnswer = {
  answer: "approve" | "deny" | "edit" | "hand" | "again";
  digest: string;
  value?: Json;
  reason?: string;
};

export function answerApproval(
  turn: Turn,
  office: Office,
  id: string,
  about: string,
  given: ApprovalAnswer,
): Said {
  const context = contextAt(turn, office, id, about);
  const asked = cellOf({ turn, id }).asked[about];
  if (context === null || asked === undefined)
    return no("not_asked", "Cannot answer: nothing is asked here any more");
  if (given.answer !== "deny" && given.answer !== "hand" && asked.factor) {
    return no(
      "second_factor_missing",
      "Cannot approve: it needs a second factor, and none is set up",
    );
  }
  if (given.answer === "hand") return takeOver(context, about, given.digest);
  const moved = isAsking(context, about) ? movedAt(context, about) : null;
  if (given.answer === "again") return askAnew(context, moved);
  if (moved !== null && !(given.answer === "deny" && given.digest === moved.digest))
    return changedSince(given.answer, asked.item);
  const pending = cellOf(context).approvals[about] ?? approval.initial;
  const decision = approval.decide(pending, {
    type: given.answer === "deny" ? "deny" : "grant",
    digest: moved !== null && pending.status === "pending" ? pending.digest : given.digest,
    at: turn.at,
    by: "operator",
  });
  if (!decision.ok) return { ok: false, refusal: decision.refusal };
  if (!isAsking(context, about))
    return no("not_asked", "Cannot answer: nothing is asked here any more");
  if (isUnsought(context, about, given.answer)) return unsought(`${given.answer} it`);
  if (given.answer === "deny") return deny(context, about, given.reason ?? "");
  if (given.answer === "approve" && lacks(context, asked.shown.value)) {
    return no(
      "draft_incomplete",
      "Cannot approve: something in it is yours to fill in; change it first",
    );
  }
  const problem = given.answer === "edit" ? editProblem(context, about, given.value ?? null) : null;
  if (problem !== null) return no("edit_invalid", problem);
  const changed =
    given.answer === "edit" ? changedPointers(asked.shown.value, given.value ?? null) : [];
  turn.emit(runOf(id), {
    type: "approval.granted",
    data: { about, by: "operator", action: actionName(context, about), edited: changed },
    ...(changed.length === 0 ? {} : { values: { edited: fromOperator(given.value ?? null) } }),
  });
  const shown: Labelled =
    changed.length === 0
      ? asked.shown
      : { value: given.value ?? null, labels: edited(asked.shown, changed) };
  return grant(
    context,
    about,
    { value: shown.value, labels: vouch(shown.labels) },
    changed.length > 0,
  );
}

/** AN6. */
function takeOver(context: Context, token: string, digest: string): Said {
  const { turn, id, office } = context;
  const cell = cellOf(context);
  const pending = cell.approvals[token];
  if (pending?.status !== "pending" || !isAsking(context, token)) {
    return no("not_asked", "Cannot answer: nothing is asked here any more");
  }
  if (pending.digest !== digest) {
    return no("approval_changed", "Cannot take it over: what was shown has changed");
  }
  if (cell.run.effects[token] === undefined) {
    return no("no_such_answer", "Cannot take it over: it is no act outside");
  }
  if (isUnsought(context, token, "hand")) return unsought("take it over");
  turn.emit(runOf(id), { type: "approval.voided", data: { about: token, because: "taken" } });
  freeOccasion(context, token);
  hold(context, token, "hand", "You do it yourself");
  office.wake(id);
  return done("It is yours; the job goes on when you have done it", cell.run.number);
}

/** AN4. */
function isAsking(context: Context, about: string): boolean {
  const { status, effects, steps } = cellOf(context).run;
  return status === "open" && (effects[about] ?? steps[about])?.status === "asking";
}

/** AN5: an edit draws up anew what comes behind, too. */
function isUnsought(context: Context, about: string, answer: ApprovalAnswer["answer"]): boolean {
  if (answer === "approve" || cellOf(context).run.effects[about] === undefined) return false;
  return seeksAny(context, answer === "edit" ? null : context.path);
}

/** The context of a step's path or of the step that proposed an effect. */
export function contextAt(turn: Turn, office: Office, id: string, about: string): Context | null {
  const { run } = turn.get(runOf(id));
  const release = run.release === "" ? null : office.releases.get(run.release);
  const plan = release?.plans[run.runbook];
  const path = run.effects[about]?.path ?? about;
  const node = plan === undefined ? null : nodeAt(plan, path);
  if (release === null || plan === undefined || node === null) return null;
  return { turn, office, release, plan, id, node, path };
}

function actionName(context: Context, about: string): string {
  const act = cellOf(context).run.effects[about];
  if (act !== undefined) return `${act.proposal.connector}.${act.proposal.action}`;
  return `${context.plan.runbook}/${context.node.path}`;
}

function editProblem(context: Context, about: string, value: Json): string | null {
  const { node, office } = context;
  const act = cellOf(context).run.effects[about];
  if (act !== undefined) {
    if (keepsOutside(cellOf(context).run, act.path)) {
      return "Cannot take the edit: another act of this step has left already; say yes or no to this one as it is";
    }
    const action = actionOf(office, act.proposal.connector, act.proposal.action)?.action;
    const parsed = action?.input.safeParse(value);
    const issue = parsed?.success === false ? parsed.error.issues[0] : undefined;
    return issue === undefined
      ? null
      : `Cannot take the edit: "${issue.path.join(".")}" ${issue.message}`;
  }
  if (node.kind !== "approve") return "Cannot take the edit: this can only be approved or denied";
  if (!node.editable) return "Cannot take the edit: this draft is not editable";
  const shown = cellOf(context).asked[about]?.shown.value ?? null;
  const problems = draftProblems(context, node, shown, value);
  return problems.length === 0 ? null : `Cannot take the edit: ${problems.slice(0, 3).join(", ")}`;
}

function grant(context: Context, about: string, shown: Labelled, wasEdited: boolean): Said {
  const { turn, node, id, office } = context;
  const { run } = cellOf(context);
  if (run.effects[about] !== undefined) {
    if (wasEdited) return proposeAgain(context, about, shown);
    clear(context, about, true);
    // LK3: not left to the gate, which may first be passed when it acts.
    if (onlyLooked(context) && cellOf(context).run.effects[about]?.status === "cleared") {
      freeOccasion(context, about);
      hold(context, about, "looking", onlyLooking);
    }
    office.wake(id);
    return done("Approved", run.number);
  }
  turn.emit(runOf(id), { type: "approval.spent", data: { about } });
  if (node.kind === "record") change({ ...context, node }, shown);
  else complete(context, shown, "operator");
  office.wake(id);
  return done("Approved", run.number);
}

/** AN2, for an act that was cleared before and is held back. */
export function editHeld(context: Context, token: string, value: Json): Said {
  const { run } = cellOf(context);
  const problem = editProblem(context, token, value);
  const act = run.effects[token];
  if (problem !== null || act === undefined) return no("edit_invalid", problem ?? "Cannot edit it");
  if (isUnsought(context, token, "edit")) return unsought("edit it");
  const labels = edited(act.args, changedPointers(act.args.value, value));
  context.office.wake(context.id);
  freeOccasion(context, token);
  return proposeAgain(context, token, { value, labels: vouch(labels) });
}

/** AN2: the step starts afresh with the edited arguments; its new token is judged like any. */
function proposeAgain(context: Context, token: string, args: Labelled): Said {
  const { turn, id } = context;
  const { run } = cellOf(context);
  const step = stepOf(context);
  const asker = askerOf(context, token);
  turn.emit(runOf(id), { type: "effect.withdrawn", data: { token } });
  if (step?.status === "proposed" && step.by.agent !== null) {
    // The agent is not asked again: what it proposed stands, but for what she changed.
    const acts = step.tokens.flatMap((each) => {
      const act = run.effects[each];
      if (act === undefined) return [];
      const { connector, action } = act.proposal;
      return [{ action: `${connector}.${action}`, args: each === token ? args : act.args }];
    });
    goOnFrom(context, run.release, null);
    propose(context, { ...asker, by: step.by, output: step.output, costMicros: 0, acts });
  } else {
    goOnFrom(context, run.release, args);
  }
  return done("Taken over with your changes; it is judged again", run.number);
}

function deny(context: Context, about: string, reason: string): Said {
  const { turn, id, node, office } = context;
  const { run } = cellOf(context);
  turn.emit(runOf(id), {
    type: "approval.denied",
    data: { about, by: "operator", action: actionName(context, about) },
    values: { reason: fromOperator(reason) },
  });
  office.wake(id);
  if (run.effects[about] !== undefined) {
    freeOccasion(context, about);
    turn.emit(runOf(id), { type: "effect.denied", data: { token: about } });
    stopStep(
      context,
      about,
      "semantic",
      "denied",
      reason === "" ? "You said no" : `You said no: ${reason}`,
    );
    return done("Denied; the job waits for you: repair it or cancel it", run.number);
  }
  if (node.kind === "approve" && node.onDeny === "continue") {
    complete(context, ownText(null), "operator");
    return done("Denied; the job goes on without it", run.number);
  }
  turn.emit(runOf(id), {
    type: "run.cancelling",
    data: {},
    values: { reason: fromOperator(reason === "" ? "denied" : reason) },
  });
  return done("Denied; the job is cancelled", run.number);
}
