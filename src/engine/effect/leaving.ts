import type { Action } from "../../connectors/contract.ts";
import { type Effect } from "../../kernel/effect.ts";
import { contextAt } from "../answer/approval.ts";
import { done, no, type Said } from "../answer/outcome.ts";
import type { Turn } from "../turn.ts";
import type { Office } from "../office.ts";
import { cellOf, type Context } from "../step/context.ts";
import { runOf } from "../streams.ts";
import { hold } from "./clear.ts";
import { seeksAny } from "./past.ts";

/**
 * The time between the operator's yes, or a rule's, and the moment an act leaves.
 *
 * LV1 It waits as long as its action says, once for each time it was cleared: a further attempt of the
 *     same act does not wait again. That time makes nothing late.
 * LV2 Until `sent` is recorded she can take it back; then it is hers, and waits for her answer. What may
 *     have left before a restore is not said to be here until it was looked up (PA4).
 */
export function isHeldOpen(context: Context, token: string, act: Effect, action: Action): boolean {
  const { turn, id, office } = context;
  const until = act.clearedAt + (action.holdMs ?? 0);
  // In a view of what would follow nothing waits: she is shown what leaves after it.
  if (act.sentAt > act.clearedAt || turn.at >= until || !office.seeks) return false;
  turn.emit(runOf(id), { type: "effect.postponed", data: { token, until, why: "hold" } });
  return true;
}

/** LV2. */
export function withhold(turn: Turn, office: Office, id: string, token: string): Said {
  const context = contextAt(turn, office, id, token);
  const act = context === null ? undefined : cellOf(context).run.effects[token];
  if (context === null || act?.status !== "cleared") {
    return no("not_leaving", "Cannot hold it: it has left, or does not leave any more");
  }
  hold(context, token, "recalled", "You took it back before it left");
  office.wake(id);
  const left = whetherItLeft(context, act.path);
  return done(`Taken back; ${left}. It waits for your answer`, cellOf(context).run.number);
}

/** For what waits at a step, or in the whole run. */
export function whetherItLeft(
  context: Pick<Context, "turn" | "office" | "id">,
  path: string | null,
): string {
  return seeksAny(context, path)
    ? "it is being looked up whether it left before the restore"
    : "nothing left";
}
