import { nodeAt } from "../../kernel/interpret.ts";
import * as record from "../../memory/record.ts";
import { ExpressionError } from "../../value/cel.ts";
import type { Labelled } from "../../value/label.ts";
import { render } from "../../value/template.ts";
import { type Context, scopeOf } from "./context.ts";

/**
 * What a record says once the job is cancelled, where its step says so: something is left of it outside,
 * like an invoice that the client has. Reads the record as it is by now as `record`. Null: what stood
 * before comes back.
 */
export function whenCancelled(
  context: Context,
  path: string,
  now: record.RecordState,
): Labelled | null {
  const { at } = context.turn;
  const node = nodeAt(context.plan, path);
  if (node?.kind !== "record" || node.cancelled === undefined) return null;
  try {
    const scope = { ...scopeOf({ ...context, path }), record: record.current(now, at) };
    return record.changes(now, render(node.cancelled, scope), at);
  } catch (error) {
    if (error instanceof ExpressionError) return null;
    throw error;
  }
}
