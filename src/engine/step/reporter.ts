import type { Node } from "../../kernel/plan.ts";
import { runOf } from "../streams.ts";
import { attemptOf, cellOf, type Context, repairedSince, stepOf } from "./context.ts";

/** Statuses of a step whose work has not been reported. */
const unreported: readonly string[] = ["ready", "retrying", "claimed"];

/**
 * What work that goes on after this turn reports with, in a turn of its own. Whatever happened to the step
 * meanwhile (takeover, repair, cancel) fences the attempt off: nothing of it is taken in then (RN3).
 */
export function reporter<N extends Node>(
  context: Context<N>,
  actor: string,
): (take: (now: Context<N>) => void) => Promise<void> {
  const { office, id } = context;
  const attempt = attemptOf(context);
  const repairs = cellOf(context).run.repairs.length;
  return async (take) => {
    const cell = await office.book.read(runOf(id));
    const who = { actor, cause: cell.last, intent: cell.intent };
    await office.book.turn(who, (turn) => {
      const now: Context<N> = { ...context, turn };
      if (cellOf(now).run.status !== "open" || attemptOf(now) !== attempt) return;
      const step = stepOf(now);
      if (repairedSince(now, repairs)) return;
      if (step === undefined || unreported.includes(step.status)) take(now);
    });
  };
}
