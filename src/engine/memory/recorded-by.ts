import type { Journal } from "../../ledger/journal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Row } from "../../ledger/table.ts";
import { runOf } from "../streams.ts";

/**
 * What a job recorded of facts after that entry. A turn that records one goes on with its job as well: both
 * have the same intent, so that the job's own entries tell where to look.
 */
export async function recordedBy(
  { store, journal }: { store: EventStore; journal: Journal },
  run: string,
  after = 0,
): Promise<readonly Row[]> {
  const intents = new Set((await journal.load(runOf(run).name)).map(({ intent }) => intent));
  return store.find({
    table: "change",
    where: { intent: [...intents], author: `run:${run}` },
    above: { seq: after },
  });
}
