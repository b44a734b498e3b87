import { gather, list } from "../../kernel/interpret.ts";
import type { RecordsNode } from "../../kernel/plan.ts";
import { isObject } from "../../value/json.ts";
import { ownText, part } from "../../value/label.ts";
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
  const { node, turn, office } = context;
  const scope = scopeOf(context);
  const found = chosen(turn, office, node, scope);
  if (found === null || found.length > mostFound) {
    const most = found === null ? mostRecords : mostFound;
    const message = `Cannot look through "${node.record}": more than ${most} are too many; narrow "where"`;
    return fail(context, "deterministic", "too_many_records", message);
  }
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
  complete(context, list(given), "records");
}
