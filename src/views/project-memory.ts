import type { RowOperation } from "../ledger/table.ts";
import type { MarkEvent } from "../memory/mark.ts";
import type { RecordEvent } from "../memory/record.ts";
import { textOf } from "../value/json.ts";
import type { Seen } from "./seen.ts";

/** Named places in the history. One whose name was forgotten keeps its number. */
export function mark(event: MarkEvent & Seen): RowOperation[] {
  const { seq, at, data, values } = event;
  const name = textOf(values.name?.value);
  const row = { number: data.number, seq, at, why: data.why, name: name === "" ? null : name };
  return [{ op: "put", table: "mark", row }];
}

/** What was recorded of facts, and by whom, without what it says: that may be forgotten. */
export function change(
  event: Extract<RecordEvent, { type: "record.changed" | "record.confirmed" }> & Seen,
): RowOperation {
  const { seq, at, subject, intent, data } = event;
  const { kind, id, fields } = data;
  const said =
    event.type === "record.changed"
      ? { version: event.data.version, author: event.data.author }
      : { version: null, author: null };
  const row = { seq, at, kind, id, subject, intent, fields: JSON.stringify(fields), ...said };
  return { op: "put", table: "change", row };
}
