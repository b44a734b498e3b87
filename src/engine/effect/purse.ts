import * as budget from "../../kernel/budget.ts";
import { dayOf } from "../../value/locale.ts";
import { spendText } from "../../value/micros.ts";
import type { Stream, Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { budgetOf } from "../streams.ts";

/**
 * Several budgets that one thing counts in.
 *
 * SP1 It is reserved for in all of them or in none (BU1); what it holds is settled or released in
 *     all of them.
 */
export type Scope = { stream: Stream<budget.Budget>; limit: number | null; name: string };

/** What everything counts in that the company pays. */
export function companyScopes({ settings }: Office, at: number): Scope[] {
  const { workspaceMicros, perDayMicros } = settings.budgets;
  const day = dayOf(at, settings.company.timeZone);
  return [
    { stream: budgetOf("workspace"), limit: workspaceMicros, name: "the company's budget" },
    { stream: budgetOf(`day/${day}`), limit: perDayMicros, name: "today's budget" },
  ];
}

/** False: one of the budgets does not allow it, and nothing is reserved. */
export function reserveIn(
  turn: Turn,
  scopes: readonly Scope[],
  id: string,
  micros: number,
): boolean {
  const decided = scopes.map(({ stream, limit }) => ({
    stream,
    decision: budget.decide(turn.get(stream), { type: "reserve", id, micros, limit }),
  }));
  if (decided.some(({ decision }) => !decision.ok)) return false;
  for (const { stream, decision } of decided)
    if (decision.ok) turn.emit(stream, ...decision.events);
  return true;
}

export function endIn(turn: Turn, scopes: readonly Scope[], command: budget.BudgetCommand): void {
  for (const { stream } of scopes) {
    if (turn.get(stream).reserved[command.id] === undefined) continue;
    const decision = budget.decide(turn.get(stream), command);
    if (decision.ok) turn.emit(stream, ...decision.events);
  }
}

/** The first budget that has not so much left, for her; null where all have. */
export function shortageIn(
  turn: Turn,
  scopes: readonly Scope[],
  micros: number,
  { currency, locale }: Office["settings"]["company"],
): string | null {
  const amount = (of: number) => spendText(of, currency, locale);
  for (const { stream, limit, name } of scopes) {
    const left = budget.leftOf(turn.get(stream), limit);
    if (limit === null || left === null || micros <= left) continue;
    return `no budget is left for it: ${name} has ${amount(Math.max(0, left))} of ${amount(limit)}, and it may cost ${amount(micros)}`;
  }
  return null;
}
