import * as budget from "../../kernel/budget.ts";
import { nodeAt } from "../../kernel/interpret.ts";
import { dayOf } from "../../value/locale.ts";
import { microsText } from "../../value/micros.ts";
import type { Stream } from "../book.ts";
import { cellOf, type Context } from "../step/context.ts";
import { budgetOf } from "../streams.ts";

/**
 * What acts and calls cost, in every budget they count in: the workspace's, its day's, the run's,
 * and the day's of the agent whose step it is.
 *
 * SP1 It is reserved for in all of them or in none (BU1); what it holds is settled or released in
 *     all of them.
 */
type Scope = { stream: Stream<budget.Budget>; limit: number | null; name: string };

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

/** The first budget that has not so much left, for her; null where all have. */
export function shortage(context: Context, micros: number): string | null {
  const { turn, office } = context;
  const amount = (of: number) => `${microsText(of)} ${office.settings.company.currency}`;
  for (const { stream, limit, name } of scopesAt(context, turn.at)) {
    const left = budget.leftOf(turn.get(stream), limit);
    if (limit === null || left === null || micros <= left) continue;
    return `${name} has ${amount(Math.max(0, left))} left of ${amount(limit)}, and it may cost ${amount(micros)}`;
  }
  return null;
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
  const { office, plan, id, path } = context;
  const { workspaceMicros, perDayMicros } = office.settings.budgets;
  const day = dayOf(at, office.settings.company.timeZone);
  const scopes: Scope[] = [
    { stream: budgetOf("workspace"), limit: workspaceMicros, name: "the company's budget" },
    { stream: budgetOf(`day/${day}`), limit: perDayMicros, name: "today's budget" },
    { stream: budgetOf(`run/${id}`), limit: plan.budgetMicros, name: "the job's budget" },
  ];
  const node = nodeAt(plan, path);
  if (node?.kind !== "agent") return scopes;
  const { agent } = node;
  // Always the current limit, whatever release the run pins (BU3, ST2).
  const limit = office.active.agents[agent]?.perDayMicros ?? null;
  const name = `today's budget of ${agent}`;
  return [...scopes, { stream: budgetOf(`agent/${agent}/${day}`), limit, name }];
}
