import type { RowOperation } from "../ledger/table.ts";
import type { ImportEvent } from "../memory/import.ts";
import type { MarkEvent } from "../memory/mark.ts";
import { passageOf } from "../memory/passage.ts";
import type { RecordEvent } from "../memory/record.ts";
import type { RevisionEvent } from "../memory/revision.ts";
import { traitsOf } from "../memory/finding/traits.ts";
import { unquoted } from "../memory/finding/quoted.ts";
import { stemsIn } from "../memory/finding/words.ts";
import { isObject, textOf } from "../value/json.ts";
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
  event: Exclude<RecordEvent, { type: "record.settled" }> & Seen,
): RowOperation {
  const { seq, at, subject, intent, data } = event;
  const { kind, id, fields } = data;
  const said = {
    version: event.type === "record.changed" ? event.data.version : null,
    author: event.type === "record.confirmed" ? null : event.data.author,
  };
  const row = { seq, at, kind, id, subject, intent, fields: JSON.stringify(fields), ...said };
  return { op: "put", table: "change", row };
}

export function begunImport({ seq, at, data, values }: ImportEvent & Seen): RowOperation[] {
  const { number, what } = data;
  const row = { number, seq, at, what, file: textOf(values.file.value) };
  return [{ op: "put", table: "import", row }];
}

export function revision(id: string, event: RevisionEvent & Seen): RowOperation[] {
  const { seq, at } = event;
  if (event.type === "revision.ended") {
    const set = { ...event.data, ended_at: at };
    return [{ op: "set", table: "revision", key: { number: Number(id) }, set }];
  }
  const { number, how } = event.data;
  const of = JSON.stringify(event.data.how === "restore" ? event.data.entry : event.data.of);
  const why = textOf(event.values.why?.value);
  const done = { facts: 0, passages: 0, conflicts: 0, ended_at: null };
  return [{ op: "put", table: "revision", row: { number, seq, at, how, of, why, ...done } }];
}

/** Of a mail or of what was kept. None of it once its client is forgotten. */
export function passage(event: Seen): RowOperation[] {
  const { seq, subject } = event;
  const { entry, root, revision: by } = isObject(event.data) ? event.data : {};
  if (event.type === "passage.withdrawn") {
    const of = { entry: Number(entry), root: Number(root), revision: Number(by) };
    return [
      { op: "remove", table: "passage", key: { seq: of.entry } },
      { op: "put", table: "withdrawn", row: { ...of, client: subject, seq } },
    ];
  }
  const kept = subject === null ? null : passageOf(event);
  if (kept === null) return [];
  const { id, author, thread, at, text } = kept;
  const back = event.type === "passage.returned";
  const from = { root: back ? Number(root) : event.intent };
  const row = { seq, client: subject, id, author, thread, at, ...traitsOf(text), ...from };
  const put: RowOperation = { op: "put", table: "passage", row, words: stemsIn(unquoted(text)) };
  return back ? [put, { op: "remove", table: "withdrawn", key: { entry: Number(entry) } }] : [put];
}
