import type { Owner } from "../../engine/owner.ts";
import type { LedgerLine } from "../contract/history.ts";

export async function ledger(
  owner: Owner,
  query: { after?: number; stream?: string; limit?: number },
): Promise<LedgerLine[]> {
  const limit = Math.min(query.limit ?? 100, 1_000);
  const after = query.after ?? 0;
  const events =
    query.stream === undefined
      ? await owner.journal.readFrom(after + 1, limit)
      : (await owner.journal.load(query.stream)).filter((e) => e.seq > after).slice(0, limit);
  return events.map(({ seq, stream, version, at, type, actor, cause, data }) => ({
    seq,
    stream,
    version,
    at,
    type,
    actor,
    cause,
    data,
  }));
}
