import { fromOperator } from "../../value/label.ts";
import type { Json } from "../../value/json.ts";
import { isObject } from "../../value/json.ts";
import type { Turn } from "../turn.ts";
import { clear, hold, isTaken, standFor } from "../effect/clear.ts";
import { giveBack, recordOutcome } from "../effect/outcome.ts";
import { onlyLooked } from "../effect/looking.ts";
import { seeksAny } from "../effect/past.ts";
import { stopStep } from "../effect/propose.ts";
import { undone } from "../effect/undone.ts";
import type { Office } from "../office.ts";
import { cellOf } from "../step/context.ts";
import { runOf } from "../streams.ts";
import { contextAt, editHeld } from "./approval.ts";
import { done, no, type Said, unsought } from "./outcome.ts";

/** The operator says what became of an act whose outcome is not known. */
export function resolveUnknown(
  turn: Turn,
  office: Office,
  id: string,
  token: string,
  answer: "happened" | "again" | "not",
  value: Json,
): Said {
  const context = contextAt(turn, office, id, token);
  const act = context === null ? undefined : cellOf(context).run.effects[token];
  if (context === null || act?.status !== "unknown") {
    return no("not_unknown", "Cannot answer: what became of this act is known by now");
  }
  const { number } = cellOf(context).run;
  office.wake(id);
  if (answer === "happened") {
    recordOutcome(context, token, {
      kind: "applied",
      found: true,
      result: isObject(value) ? value : {},
    });
    return done("Noted: it happened. The job goes on", number);
  }
  if (answer === "again") {
    recordOutcome(context, token, {
      kind: "notDone",
      failure: "transient",
      message: "You said: send it again",
      retryAfterMs: 0,
      again: true,
    });
    return done("It is sent again", number);
  }
  if (seeksAny(context, act.path)) return unsought("give it up");
  giveBack(context, token);
  turn.emit(runOf(id), {
    type: "effect.failed",
    data: { token },
    values: { message: fromOperator("You said it did not happen") },
  });
  stopStep(context, token, "semantic", "not_done", "You said it did not happen");
  return done("Noted: it did not happen. The job waits for you", number);
}

/** An act that is held back: too late, its occasion taken, no budget, or to be done by hand. */
export function answerHeld(
  turn: Turn,
  office: Office,
  id: string,
  token: string,
  answer: "approve" | "edit" | "hand" | "deny" | "done",
  value: Json,
): Said {
  const context = contextAt(turn, office, id, token);
  const act = context === null ? undefined : cellOf(context).run.effects[token];
  if (context === null || act?.status !== "held") {
    return no("not_held", "Cannot answer: this act is no longer held back");
  }
  const { number } = cellOf(context).run;
  office.wake(id);
  // What she wrote herself stands for it: her no is no more than that.
  const own = act.held === "news" && act.newsOwn;
  if (answer === "done" || (answer === "deny" && own)) {
    standFor(context, token);
    recordOutcome(context, token, {
      kind: "applied",
      found: true,
      result: isObject(value) ? value : {},
    });
    return done("Noted: you did it yourself. The job goes on", number);
  }
  if (answer === "edit") return editHeld(context, token, value);
  if (answer === "hand") {
    if (seeksAny(context, act.path)) return unsought("take it over");
    hold(context, token, "hand", "You do it yourself");
    return done("It is yours; the job goes on when you have done it", number);
  }
  if (answer === "approve") {
    if (act.held === "hand") return no("by_hand_only", "Cannot approve: it has to be done by hand");
    if (onlyLooked(context)) {
      return no(
        "only_looking",
        'Cannot do it now: the company only looks so far; end that with "mainstay go"',
      );
    }
    if (isTaken(context, token)) {
      return no("still_held", "Cannot approve: another act still stands for this occasion");
    }
    clear(context, token, true);
    return done("Approved", number);
  }
  if (seeksAny(context, act.path)) return unsought("deny it");
  giveBack(context, token);
  turn.emit(runOf(id), { type: "effect.denied", data: { token } });
  stopStep(context, token, "semantic", "denied", "You said no");
  return done("Denied; the job waits for you: repair it or cancel it", number);
}

/** An undo that failed or whose outcome is not known. */
export function answerUndo(
  turn: Turn,
  office: Office,
  id: string,
  token: string,
  answer: "happened" | "again" | "skip",
): Said {
  const context = contextAt(turn, office, id, token);
  const undo = context === null ? undefined : cellOf(context).run.effects[token]?.undo;
  if (context === null || (undo?.status !== "unknown" && undo?.status !== "failed")) {
    return no("not_open", "Cannot answer: this undo is settled");
  }
  if (answer === "happened") {
    undone(context, token, true, {});
  } else if (answer === "again") {
    const { attempts: attempt } = undo;
    const data = { token, attempt, failure: "transient", retryAt: turn.at };
    const values = { message: fromOperator("You said: take it back again") };
    turn.emit(runOf(id), { type: "undo.notDone", data, values });
  } else {
    turn.emit(runOf(id), { type: "undo.skipped", data: { token, why: "operator" } });
  }
  office.wake(id);
  return done("Noted; the job is rolled back further", cellOf(context).run.number);
}
