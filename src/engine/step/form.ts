import type { Labelled } from "../../value/label.ts";
import { runOf } from "../streams.ts";
import { attemptOf, type Context } from "./context.ts";

/** Puts a step before the operator, to be done by hand with what is known filled in. */
export function openForm(context: Context, known: Labelled, why: "ladder" | "taken"): void {
  const { turn, id, path } = context;
  turn.emit(runOf(id), {
    type: "form.opened",
    data: { path, attempt: attemptOf(context), item: turn.number(), why },
    values: { known },
  });
}
