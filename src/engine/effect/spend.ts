import * as budget from "../../kernel/budget.ts";
import { dayOf } from "../../value/locale.ts";
import type { Stream } from "../book.ts";
import { cellOf, type Context } from "../step/context.ts";
import { budgetOf } from "../streams.ts";

/**
 * What acts and calls cost, in every budget they count in: the workspace's, its day's and the run's.
 *
 * SP1 It is reserved for in all of them or in none (BU1); what it holds is settled or released in
 *     all of them.
 */
type Scope = { stream: Stream<budget.Budget>; limit: number | null };

/** False: one of the budgets does not allow it, and nothing is reserved. */
export function reserve(context: Context, token: string, micros: number): boolean {
  const { turn } = context;
  const scopes = scopesAt(context, turn.at).map(({ stream, limit }) => ({
    stream,
    decision: budget.decide(turn.get(stream), { type: "reserve", id: token, micros, limit }),
  }));
  if (scopes.some(({ decision }) => !decision.ok)) return false;
  for (const { stream, decision } of scopes) if (decision.ok) turn.emit(stream, ...decision.events);
  return true;
}

/** Under which an act's undo is reserved for, beside the act (EF7). */
export function undoOf(token: string): string {
  return `${token}/undo`;
}

/** `at` is when it was reserved: the day that pays. An act's is when it was sent. */
export function settle(
  context: Context,
  id: string,
  micros: number,
  at = sentAt(context, id),
): void {
  end(context, { type: "settle", id, micros }, at);
}

export function release(context: Context, id: string, at = sentAt(context, id)): void {
  end(context, { type: "release", id }, at);
}

function sentAt(context: Context, id: string): number {
  const token = id.replace(/\/undo$/, "");
  return cellOf(context).run.effects[token]?.sentAt ?? 0;
}

function end(context: Context, command: budget.BudgetCommand, at: number): void {
  const { turn } = context;
  for (const { stream } of scopesAt(context, at)) {
    if (turn.get(stream).reserved[command.id] === undefined) continue;
    const decision = budget.decide(turn.get(stream), command);
    if (decision.ok) turn.emit(stream, ...decision.events);
  }
}

function scopesAt(context: Context, at: number): Scope[] {
  const { office, plan, id } = context;
  const { workspaceMicros, perDayMicros } = office.settings.budgets;
  return [
    { stream: budgetOf("workspace"), limit: workspaceMicros },
    { stream: budgetOf(`day/${dayOf(at, office.settings.company.timeZone)}`), limit: perDayMicros },
    { stream: budgetOf(`run/${id}`), limit: plan.budgetMicros },
  ];
}
