import * as budget from "../../kernel/budget.ts";
import { heldBack } from "../../kernel/control.ts";
import type { Effect } from "../../kernel/effect.ts";
import * as series from "../../kernel/series.ts";
import type { Action } from "../../connectors/contract.ts";
import { Needs } from "../book.ts";
import { requestApproval } from "../step/approve.ts";
import { cellOf, type Context } from "../step/context.ts";
import { budgetOf, controlStream, runOf, seriesOf } from "../streams.ts";
import { freeOccasion, hold, takeOccasion } from "./clear.ts";
import { actionOf, argsOf, askerOf, forbid, judgementOf } from "./propose.ts";

/**
 * The last gate, in the transaction of `sent` (EF6): current policy, capability, pause and stop,
 * lateness, occasion, budget and series.
 *
 * GA1 An approval answers the demand to ask; it never beats a forbid, and a stricter demand voids it.
 * GA2 What does not pass keeps no number, no reservation and no occasion, unless it only waits.
 *
 * True if the act was sent: the caller performs it once this turn is committed.
 */
export function passGate(context: Context, token: string, judgedNow: boolean): boolean {
  const { turn, office, id } = context;
  const act = cellOf(context).run.effects[token];
  if (act === undefined || act.status !== "cleared" || office.recordOnly) return false;
  if (act.retryAt !== null && act.retryAt > turn.at) return false;
  const { connector, action: name } = act.proposal;
  const halted = { runbook: context.plan.runbook, connector };
  if (heldBack(turn.get(controlStream), halted) !== null) return false;
  const made = actionOf(office, connector, name);
  if (made === null) return false;
  const { action } = made;
  if (!judgedNow && !stillPermitted(context, token, act)) return false;
  if (turn.at > lateAt(act, action)) {
    hold(context, token, "late", "It is later than this act may leave unasked");
    return false;
  }
  if (takeOccasion(context, token) === "conflict") {
    hold(context, token, "conflict", "Another act already stands for this occasion");
    return false;
  }
  const args = argsOf(act.args);
  const micros = action.cost?.(args) ?? 0;
  if (micros > 0 && !reserve(context, token, micros)) {
    freeOccasion(context, token);
    hold(context, token, "budget", "The budget does not allow it");
    return false;
  }
  const number = allot(context, token, action);
  if (number === "busy") return false;
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

function lateAt(act: Effect, action: Action): number {
  return act.clearedAt + action.latenessMs;
}

function reserve(context: Context, token: string, micros: number): boolean {
  const { turn, office } = context;
  const stream = budgetOf("workspace");
  const limit = office.settings.budgets.workspaceMicros;
  const decision = budget.decide(turn.get(stream), { type: "reserve", id: token, micros, limit });
  if (!decision.ok) return false;
  turn.emit(stream, ...decision.events);
  return true;
}

function allot(context: Context, token: string, action: Action): string | null | "busy" {
  const { turn, office } = context;
  const act = cellOf(context).run.effects[token];
  if (action.series === undefined || act === undefined) return null;
  const { connector } = act.proposal;
  const spec = action.series;
  const name = spec.name(argsOf(act.args), turn.at);
  const stream = seriesOf(connector, name);
  const state = turn.get(stream);
  const highest = office.highest.get(stream.name);
  if (highest === undefined) {
    throw new Needs(`the highest number of "${name}"`, async () => {
      office.highest.set(stream.name, await spec.highest(name));
    });
  }
  const decision = series.allot(state, token, highest);
  if (!decision.ok) return "busy";
  const after = turn.emit(stream, ...decision.events);
  return spec.text(name, after.open?.n ?? 0);
}
