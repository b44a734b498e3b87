import { nodeAt } from "../../kernel/interpret.ts";
import { dayOf } from "../../value/locale.ts";
import { cellOf, type Context } from "../step/context.ts";
import { budgetOf } from "../streams.ts";
import { companyScopes, endIn, reserveIn, type Scope, shortageIn } from "./purse.ts";

/**
 * What acts and calls cost, in every budget they count in (SP1): the workspace's, its day's, the
 * run's, and the day's of the agent whose step it is.
 */

/** False: one of the budgets does not allow it, and nothing is reserved. */
export function reserve(context: Context, token: string, micros: number): boolean {
  return reserveIn(context.turn, scopesAt(context, context.turn.at), token, micros);
}

/** The first budget that has not so much left, for her; null where all have. */
export function shortage(context: Context, micros: number): string | null {
  const { turn, office } = context;
  return shortageIn(turn, scopesAt(context, turn.at), micros, office.settings.company);
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
  endIn(context.turn, scopesAt(context, at), { type: "settle", id, micros });
}

export function release(context: Context, id: string, at = sentAt(context, id)): void {
  endIn(context.turn, scopesAt(context, at), { type: "release", id });
}

function sentAt(context: Context, id: string): number {
  const token = id.replace(/\/undo$/, "");
  return cellOf(context).run.effects[token]?.sentAt ?? 0;
}

function scopesAt(context: Context, at: number): Scope[] {
  const { office, plan, id, path } = context;
  const scopes = [
    ...companyScopes(office, at),
    { stream: budgetOf(`run/${id}`), limit: plan.budgetMicros, name: "the job's budget" },
  ];
  const node = nodeAt(plan, path);
  if (node?.kind !== "agent") return scopes;
  const { agent } = node;
  // Always the current limit, whatever release the run pins (BU3, ST2).
  const limit = office.active.agents[agent]?.perDayMicros ?? null;
  const stream = budgetOf(`agent/${agent}/${dayOf(at, office.settings.company.timeZone)}`);
  return [...scopes, { stream, limit, name: `today's budget of ${agent}` }];
}
