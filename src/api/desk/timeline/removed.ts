import type { Owner } from "../../../engine/owner.ts";
import type { Recorded } from "../../../ledger/event.ts";
import { textOf } from "../../../value/json.ts";
import { dayText } from "../days.ts";
import { removalsOf } from "../removals.ts";

/** By entry, what to say where its content was removed: when, and by whose word. */
export async function removedIn(
  owner: Owner,
  events: readonly Recorded[],
): Promise<ReadonlyMap<number, string>> {
  const said = new Map<number, string>();
  const seqs = events.map(({ seq }) => seq);
  for (const [seq, { at, by }] of await removalsOf(owner, seqs))
    said.set(seq, `was removed on ${dayText(owner, at)}, by ${by}`);
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
