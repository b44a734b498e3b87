import { resetBy } from "../../kernel/repair.ts";
import type { Labelled } from "../../value/label.ts";
import { withdraw } from "../effect/propose.ts";
import { settleOpenCall } from "../step/claim.ts";
import { cellOf, type Context } from "../step/context.ts";
import { runOf } from "../streams.ts";

/** RN5: the job goes on from this step; nothing stays asked or proposed of what begins afresh. */
export function goOnFrom(
  context: Context,
  release: string,
  input: Labelled | null,
  why: { moved?: true } = {},
): void {
  const { turn, office, id, plan, path } = context;
  const reset = resetBy(plan, cellOf(context).run, path);
  const afresh = new Set(reset);
  withdraw(context, (act) => afresh.has(act.path));
  voidAsked(context, (about) => afresh.has(about));
  for (const each of reset) settleOpenCall({ ...context, path: each });
  turn.emit(runOf(id), {
    type: "run.repaired",
    data: { path, release, reset, ...why },
    ...(input === null ? {} : { values: { input } }),
  });
  office.wake(id);
}

/** A draft that is drawn up again, or taken over, is not what was asked about (AP6). */
export function voidAsked(context: Context, which: (path: string) => boolean): void {
  const { turn, id } = context;
  const { approvals, run } = cellOf(context);
  for (const [about, { status }] of Object.entries(approvals)) {
    if (status !== "pending" || !which(run.effects[about]?.path ?? about)) continue;
    turn.emit(runOf(id), { type: "approval.voided", data: { about, because: "changed" } });
  }
}
