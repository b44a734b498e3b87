import type { Owner } from "../../../engine/owner.ts";
import type { Recorded } from "../../../ledger/event.ts";
import { textOf } from "../../../value/json.ts";
import { dayText } from "../days.ts";

/** By entry, what to say where its content was removed: when, and by whose word. */
export async function removedIn(
  owner: Owner,
  events: readonly Recorded[],
): Promise<ReadonlyMap<number, string>> {
  const said = new Map<number, string>();
  const seqs = events.map(({ seq }) => seq);
  const rows = await owner.store.find({ table: "removed", where: { seq: seqs } });
  for (const { seq, at, by, kind } of rows) {
    const who = by === "rule" ? `your rule for ${String(kind)}` : "you";
    said.set(Number(seq), `was removed on ${dayText(owner, Number(at))}, by ${who}`);
  }
  return withQuestions(events, said);
}

/** A call is one line, told when it ended: what it was asked belongs to that. */
function withQuestions(
  events: readonly Recorded[],
  said: ReadonlyMap<number, string>,
): ReadonlyMap<number, string> {
  const asked = new Map<string, string>();
  const lines = new Map<number, string>();
  for (const { seq, type, data } of events) {
    const removed = said.get(seq);
    const call = textOf(data["call"]);
    if (type === "call.started" && removed !== undefined) asked.set(call, removed);
    const question = type === "call.ended" ? asked.get(call) : undefined;
    if (question !== undefined) lines.set(seq, `what it was asked ${question}`);
    else if (removed !== undefined) lines.set(seq, `what it said ${removed}`);
  }
  return lines;
}
