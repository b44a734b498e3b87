import { accept, type Decision, refuse } from "./decision.ts";

/**
 * A budget never overshoots: an upper bound is reserved before anything is spent, and settled at the
 * true figure after. Amounts are millionths of the workspace's currency.
 *
 * BU1 spent + reserved + asked never exceeds the limit when a reservation is accepted.
 * BU2 A reservation is settled or released once; what was never settled stays reserved.
 * BU3 The limit is always the current one: it is passed in, not recorded.
 * BU4 What others claim a call cost settles no higher than what was reserved for it.
 */
export type Budget = {
  readonly spent: number;
  readonly reserved: Readonly<Record<string, number>>;
};

export type BudgetEvent =
  | { type: "budget.reserved"; data: { id: string; micros: number } }
  | { type: "budget.settled"; data: { id: string; micros: number } }
  | { type: "budget.released"; data: { id: string } };

export type BudgetCommand =
  | { type: "reserve"; id: string; micros: number; limit: number | null }
  | { type: "settle"; id: string; micros: number }
  | { type: "release"; id: string };

export const initial: Budget = { spent: 0, reserved: {} };

export function decide(budget: Budget, command: BudgetCommand): Decision<BudgetEvent> {
  const { id } = command;
  if (command.type === "reserve") {
    if (budget.reserved[id] !== undefined) {
      return refuse("already_reserved", `Cannot reserve for "${id}": it holds a reservation`);
    }
    const left = leftOf(budget, command.limit);
    if (left !== null && command.micros > left) {
      return refuse(
        "budget_exhausted",
        `Cannot reserve ${command.micros} millionths: ${left} are left of ${command.limit}`,
      );
    }
    return accept<BudgetEvent>({ type: "budget.reserved", data: { id, micros: command.micros } });
  }
  if (budget.reserved[id] === undefined) {
    return refuse("not_reserved", `Cannot ${command.type} "${id}": nothing is reserved for it`);
  }
  return command.type === "settle"
    ? accept<BudgetEvent>({ type: "budget.settled", data: { id, micros: command.micros } })
    : accept<BudgetEvent>({ type: "budget.released", data: { id } });
}

export function evolve(budget: Budget, event: BudgetEvent): Budget {
  const { id } = event.data;
  if (event.type === "budget.reserved") {
    return { ...budget, reserved: { ...budget.reserved, [id]: event.data.micros } };
  }
  const { [id]: _, ...reserved } = budget.reserved;
  const spent = budget.spent + (event.type === "budget.settled" ? event.data.micros : 0);
  return { spent, reserved };
}

/** BU4: what a call settles at; estimated where the claim is missing or cannot be. */
export function chargeOf(
  boundMicros: number,
  claimed: number | null,
): { costMicros: number; estimated: boolean } {
  const sound =
    claimed !== null && Number.isSafeInteger(claimed) && claimed >= 0 && claimed <= boundMicros;
  return sound
    ? { costMicros: claimed, estimated: false }
    : { costMicros: boundMicros, estimated: true };
}

/** What may still be reserved; null without a limit. */
export function leftOf(budget: Budget, limit: number | null): number | null {
  if (limit === null) return null;
  let held = 0;
  for (const micros of Object.values(budget.reserved)) held += micros;
  return limit - budget.spent - held;
}
