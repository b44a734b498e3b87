import type { Signal } from "../../kernel/step.ts";
import { isObject } from "../../value/json.ts";
import { cellOf, type Context } from "../step/context.ts";
import { inboundOf } from "../streams.ts";
import { actionOf, argsOf } from "./action.ts";

/**
 * True if an act that she did by hand in this job answers what the job kept: she has read it, and it is
 * no decision of its own any more.
 */
export function answeredByHer(context: Context, { inbound, event, at }: Signal): boolean {
  const { turn, office } = context;
  const content = event.value;
  if (!isObject(content)) return false;
  const arrival = { content, at: Math.min(at, turn.get(inboundOf(inbound)).occurredAt) };
  return Object.values(cellOf(context).run.effects).some((act) => {
    // What was cleared is not held any more: it was not by her hand.
    if (act.status !== "applied" || act.held === null || act.args.forgotten === true) return false;
    const { connector, action: name } = act.proposal;
    const byHand = actionOf(office, connector, name)?.action.byHand;
    const result = isObject(act.result?.value) ? act.result.value : {};
    const did = { result, at: act.newsOwn ? act.newsAt : 0 };
    return byHand?.answers?.(argsOf(act.args), did, arrival) === true;
  });
}
