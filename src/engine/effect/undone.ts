import type { ActionRequest } from "../../connectors/contract.ts";
import type { Effect } from "../../kernel/effect.ts";
import type { JsonObject } from "../../value/json.ts";
import { ownText } from "../../value/label.ts";
import { cellOf, type Context } from "../step/context.ts";
import { runOf } from "../streams.ts";
import { actionOf, argsOf } from "./action.ts";
import { freeOccasion } from "./clear.ts";
import { requestOf } from "./perform.ts";
import { settle, undoOf } from "./spend.ts";

/** What the connector is asked for. The act's own token: from it the connector derives that of the undo. */
export function undoRequest(
  act: Effect,
  release: Context["release"],
  at: number,
): { request: ActionRequest; applied: JsonObject } {
  const request = { ...requestOf(act, release), at };
  return { request, applied: act.result === null ? {} : argsOf(act.result) };
}

/** It was taken back: by us just now, or as a look-up found. */
export function undone(context: Context, token: string, found: boolean, result: JsonObject): void {
  freeOccasion(context, token);
  settleCost(context, token);
  const values = { result: ownText(result) };
  context.turn.emit(runOf(context.id), { type: "undo.applied", data: { token, found }, values });
}

function settleCost(context: Context, token: string): void {
  const act = cellOf(context).run.effects[token];
  if (act === undefined) return;
  const { connector, action: name } = act.proposal;
  const action = actionOf(context.office, connector, name)?.action;
  settle(context, undoOf(token), action?.undoCost?.(argsOf(act.args)) ?? 0);
}
