import { isHeldOpen } from "./leaving.ts";
import { newsFor } from "./news.ts";
import { heldBack, heldFor } from "../../kernel/control.ts";
import type { Effect } from "../../kernel/effect.ts";
import * as series from "../../kernel/series.ts";
import type { Held } from "../../kernel/event.ts";
import type { Action } from "../../connectors/contract.ts";
import { requestApproval } from "../step/approve.ts";
import { cellOf, type Context } from "../step/context.ts";
import { ownText } from "../../value/label.ts";
import type { Office } from "../office.ts";
import { openAt } from "../../kernel/breaker.ts";
import type { JsonObject } from "../../value/json.ts";
import { type RunCell, breakerOf, controlStream, runOf, seriesOf } from "../streams.ts";
import { freeOccasion, hold, isTaken, taken, takeOccasion } from "./clear.ts";
import { actionOf, argsOf } from "./action.ts";
import { heldByLooking } from "./looking.ts";
import { seeksAny } from "./past.ts";
import { askerOf, forbid, judgementOf } from "./propose.ts";
import { release, reserve, undoOf } from "./spend.ts";

/**
 * The last gate, in the transaction of `sent` (EF6): current policy, capability, pause and stop,
 * lateness, occasion, budget and series.
 *
 * GA1 An approval answers the demand to ask; it never beats a forbid, and a stricter demand voids it.
 * GA2 What does not pass keeps no number, no reservation and no occasion, unless it only waits.
 * GA3 What waits for a number stands in line until the series is free again.
 * GA4 While its connector keeps failing, an act waits as it is (B8).
 * GA5 After a takeover an act of the past passes only once all of its step were looked up (QU3).
 * GA6 What can be held open waits that long after it was cleared, so that she can take it back.
 * GA7 Nothing leaves into a conversation that has gone on since, or that cannot be read now.
 *
 * True if the act was sent: the caller performs it once this turn is committed.
 */
export function passGate(context: Context, token: string, judgedNow: boolean): boolean {
  const { turn, office, id } = context;
  const act = cellOf(context).run.effects[token];
  if (act === undefined || act.status !== "cleared" || office.recordOnly) return false;
  if (act.retryAt !== null && act.retryAt > turn.at) return false;
  if (seeksAny(context, act.path)) return false;
  const { connector, action: name } = act.proposal;
  const halted = { runbook: context.plan.runbook, connector };
  if (heldBack(turn.get(controlStream), halted) !== null) return false;
  const failing = openAt(turn.get(breakerOf(connector)), turn.at);
  if (failing !== null) {
    turn.emit(runOf(id), { type: "effect.postponed", data: { token, until: failing } });
    return false;
  }
  const action = actionOf(office, connector, name)?.action;
  if (action === undefined) {
    return keepBack(context, token, "hand", "Its connector is not set up here any more");
  }
  const looked = heldByLooking(context, act);
  if (looked !== null) return keepBack(context, token, "looking", looked);
  if (isHeldOpen(context, token, act, action)) return false;
  if (!judgedNow && !stillPermitted(context, token, act)) return false;
  if (lateness(context, act, action) > action.latenessMs) {
    return keepBack(context, token, "late", "It is later than this act may leave unasked");
  }
  if (isTaken(context, token)) return keepBack(context, token, "conflict", taken);
  takeOccasion(context, token);
  const news = newsFor(context, token, act, action);
  if (news === "unread") return false;
  if (news !== null) return keepBack(context, token, "news", news.message, news.newest);
  // Looked at before anything is reserved: what only waits for a number must hold nothing (GA2).
  const numbered = nextNumber(context, token, act, action);
  if (numbered === "busy") return false;
  if (!secure(context, token, action, argsOf(act.args))) {
    return keepBack(context, token, "budget", "The budget does not allow it");
  }
  const number = numbered === null ? null : numbered();
  turn.emit(runOf(id), {
    type: "effect.sent",
    data: {
      token,
      attempt: act.attempts + 1,
      number,
      deadlineAt: turn.at + action.deadlineMs,
      process: office.process,
    },
  });
  return true;
}

/** EF7: what it costs and what taking it back would cost are both held, or neither. */
function secure(context: Context, token: string, action: Action, args: JsonObject): boolean {
  const micros = action.cost?.(args) ?? 0;
  const back = action.undoCost?.(args) ?? 0;
  if (micros > 0 && !reserve(context, token, micros)) return false;
  if (back === 0 || reserve(context, undoOf(token), back)) return true;
  release(context, token, context.turn.at);
  return false;
}

function stillPermitted(context: Context, token: string, act: Effect): boolean {
  const judgement = judgementOf(context, token, askerOf(context, token));
  if (judgement.verdict === "permit") return true;
  const reasons = judgement.rules.map((rule) => rule.because).join("; ");
  if (judgement.verdict === "forbid") {
    freeOccasion(context, token);
    forbid(context, token, reasons);
    return false;
  }
  if (judgement.verdict === "ask" && act.approved) return true;
  freeOccasion(context, token);
  if (judgement.verdict === "byHand") {
    hold(context, token, "hand", reasons);
    return false;
  }
  if (cellOf(context).approvals[token] !== undefined) {
    const data = { about: token, because: "stricter" };
    context.turn.emit(runOf(context.id), { type: "approval.voided", data });
  }
  const factor = judgement.verdict === "secondFactor";
  context.turn.emit(runOf(context.id), {
    type: "effect.judged",
    data: {
      token,
      verdict: judgement.verdict,
      rules: judgement.rules.map((rule) => rule.id),
      reasons: judgement.rules.map((rule) => rule.because),
    },
  });
  requestApproval(context, token, act.args, { expiresMs: 3 * 86_400_000, factor });
  return false;
}

function keepBack(
  context: Context,
  token: string,
  why: Held,
  message: string,
  news?: Parameters<typeof hold>[4],
): false {
  freeOccasion(context, token);
  hold(context, token, why, message, news);
  return false;
}

/**
 * Counts from when it could leave after its clearance (GA6), what was late already when the run came to
 * it (TM2), and for how long a stop or pause kept the run from coming to it (CT4).
 */
function lateness(context: Context, act: Effect, { holdMs = 0 }: Action): number {
  const since = context.turn.at - act.clearedAt - holdMs;
  if (act.approved) return since;
  return since + lag(context, cellOf(context)) + held(context, cellOf(context), act.clearedAt);
}

function held(context: Context, { run }: RunCell, until: number, below: string[] = []): number {
  const keys = [...below, `runbook:${run.runbook}`];
  if (run.parent !== null && run.goingSince === null) {
    return held(context, context.turn.get(runOf(run.parent.run)), until, keys);
  }
  const since = run.goingSince ?? run.startedAt;
  return heldFor(context.turn.get(controlStream), keys, since, until);
}

/** A called job that nothing has set going since it began goes on from what set its caller going. */
function lag(context: Context, { run }: RunCell): number {
  if (run.parent === null || run.goingSince !== null) return run.lagMs;
  return Math.max(run.lagMs, lag(context, context.turn.get(runOf(run.parent.run))));
}

/** Null: it takes none. Otherwise what takes the number, once everything else is passed. */
function nextNumber(
  context: Context,
  token: string,
  act: Effect,
  action: Action,
): (() => string) | null | "busy" {
  const { turn, office } = context;
  const spec = action.series;
  if (spec === undefined) return null;
  const name = spec.name(argsOf(act.args), turn.at);
  const stream = seriesOf(act.proposal.connector, name);
  const state = turn.get(stream);
  if (state.open !== null) {
    office.numberLine.wait(stream, context.id);
    return "busy";
  }
  // Read afresh for each decision: the operator may write into her books herself.
  const highest = turn.ask(stream.name, () => spec.highest(name).catch(unreadable(office, name)));
  if (Number.isNaN(highest)) {
    postpone(context, token, act, name);
    return "busy";
  }
  return () => {
    const decision = series.allot(state, token, highest);
    const after = decision.ok ? turn.emit(stream, ...decision.events) : state;
    return spec.text(name, after.open?.n ?? 0);
  };
}

function unreadable(office: Office, name: string): (error: unknown) => number {
  return (error) => {
    office.fault(error, `highest number of "${name}"`);
    return Number.NaN;
  };
}

/** The outside cannot be asked what its highest number is: nothing is sent before it can. */
function postpone(context: Context, token: string, act: Effect, name: string): void {
  const { turn, id } = context;
  freeOccasion(context, token);
  turn.emit(runOf(id), {
    type: "effect.notDone",
    data: { token, attempt: act.attempts, failure: "transient", retryAt: turn.at + 60_000 },
    values: { message: ownText(`The highest number of "${name}" cannot be read`) },
  });
}
