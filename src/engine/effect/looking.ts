import { onlyLooks } from "../../kernel/control.ts";
import { morningNote } from "../../workspace/morning.ts";
import type { Context } from "../step/context.ts";
import { controlStream } from "../streams.ts";

export const onlyLooking = "The company only looks so far: nothing is done yet";

/** LK1. The morning note goes to her alone, so that it comes in these days too. */
export function onlyLooked({ turn, plan }: Pick<Context, "turn" | "plan">): boolean {
  return plan.runbook !== morningNote && onlyLooks(turn.get(controlStream), turn.at);
}
