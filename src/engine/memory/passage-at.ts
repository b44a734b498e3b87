import type { Recorded } from "../../ledger/event.ts";
import type { Journal } from "../../ledger/journal.ts";
import { type Passage, passageOf } from "../../memory/passage.ts";
import { join, type Label, whole } from "../../value/label.ts";

/** By the entry that kept it; null where it was forgotten. */
export async function passageAt(journal: Journal, seq: number): Promise<Passage | null> {
  const [event] = await journal.readFrom(seq, 1);
  return event === undefined ? null : passageOf(event);
}

/** The same with whose words it is: a letter of ours may be a model's, a mail of theirs is from outside. */
export async function saidAt(
  journal: Journal,
  seq: number,
  client: string,
): Promise<(Passage & { label: Label }) | null> {
  const [event] = await journal.readFrom(seq, 1);
  const passage = event === undefined ? null : passageOf(event);
  return event === undefined || passage === null
    ? null
    : { ...passage, label: labelOf(event, client) };
}

function labelOf({ values }: Recorded, client: string): Label {
  const hers: Label = { origins: [], clients: [client], sensitivity: "personal" };
  const content = values["passage"] ?? values["event"];
  return content === undefined ? hers : join(hers, whole(content.labels, ""));
}
