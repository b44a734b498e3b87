import { gather, list } from "../../kernel/interpret.ts";
import type { RecordsNode } from "../../kernel/plan.ts";
import { isObject } from "../../value/json.ts";
import { type Labelled, ownText, part } from "../../value/label.ts";
import { join } from "../../value/pointer.ts";
import { render } from "../../value/template.ts";
import { chosen, mostRecords } from "../chosen.ts";
import { complete, type Context, fail, scopeOf } from "./context.ts";

/** As many as one `each` goes through. */
const mostFound = 1_000;

/**
 * Looks through the records of all clients. Recorded is only what `give` takes of those that were
 * found, each under its client's label (ST4): the rest stays where it is kept.
 */
export function startRecords(context: Context<RecordsNode>): void {
  const found = foundNow(context);
  if (found !== null) return complete(context, found, "records");
  const message = `Cannot look through "${context.node.record}": more than ${mostFound} of them, or ${mostRecords} in all, are too many; narrow "where"`;
  fail(context, "deterministic", "too_many_records", message);
}

/** What it would answer now; null where that is too much. */
export function foundNow(context: Context<RecordsNode>): Labelled | null {
  const { node, turn, office } = context;
  const scope = scopeOf(context);
  const found = chosen(turn, office, node, scope);
  if (found === null || found.length > mostFound) return null;
  const given = found.map(({ subject, value }) => {
    const taken = render(node.give, { ...scope, record: value });
    const fields = isObject(taken.value) ? Object.entries(taken.value) : [];
    return gather([
      ["subject", ownText(subject)],
      ...fields.map(
        ([name, member]) =>
          [name, { value: member, labels: part(taken.labels, join("", name)) }] as const,
      ),
    ]);
  });
  return list(given);
}
