import { onlyLookedAt, onlyLooks } from "../../kernel/control.ts";
import type { Effect } from "../../kernel/effect.ts";
import { morningNote } from "../../workspace/morning.ts";
import type { Turn } from "../turn.ts";
import type { Context } from "../step/context.ts";
import { controlStream, runOf } from "../streams.ts";

export const onlyLooking = "The company only looks so far: nothing is done yet";

const saidThen = "You said yes while the company only looked; now it would really be done";

/** LK1. The morning note goes to her alone, so that it comes in these days too. */
export function onlyLooked({ turn, plan }: Pick<Context, "turn" | "plan">): boolean {
  return plan.runbook !== morningNote && onlyLooks(turn.get(controlStream), turn.at);
}

/** Why an act is held by LK1 or LK3, or null. Once she said yes to the held act itself, it is her word. */
export function heldByLooking(context: Context, act: Effect): string | null {
  if (onlyLooked(context)) return onlyLooking;
  if (act.approved) return null;
  return restsOnLooking(context) ? saidThen : null;
}

/** LK3: the last that she said in this job, those that called it and those that they called. */
function restsOnLooking({ turn, id }: Context): boolean {
  const control = turn.get(controlStream);
  const ended = control.looks.at(-1)?.to ?? 0;
  const { run } = turn.get(runOf(id));
  const root = rootOf(turn, id);
  if (Math.min(run.startedAt, turn.get(runOf(root)).run.startedAt) >= ended) return false;
  return onlyLookedAt(control, lastSaid(turn, root));
}

function rootOf(turn: Turn, id: string): string {
  const { parent } = turn.get(runOf(id)).run;
  return parent === null ? id : rootOf(turn, parent.run);
}

function lastSaid(turn: Turn, id: string): number {
  const { run, saidAt } = turn.get(runOf(id));
  const open = Object.values(run.steps).flatMap((step) =>
    step.status === "calling" ? [step.run] : [],
  );
  const called = [...run.called.map((call) => call.run), ...open];
  return Math.max(saidAt, ...called.map((child) => lastSaid(turn, child)));
}
