import type { Journal } from "../../ledger/journal.ts";
import { type Passage, passageOf } from "../../memory/passage.ts";

/** By the entry that kept it; null where it was forgotten. */
export async function passageAt(journal: Journal, seq: number): Promise<Passage | null> {
  const [event] = await journal.readFrom(seq, 1);
  return event === undefined ? null : passageOf(event);
}
