import type { Owner } from "../../../engine/owner.ts";
import type { RecallQuery, RecallView } from "../../contract/memory.ts";
import { clientRecalled } from "../client.ts";
import { endOf } from "../times.ts";

const patienceMs = 30_000;

/** What a client's passages say about it, the likeliest first. */
export async function recall(owner: Owner, asked: RecallQuery): Promise<RecallView> {
  const { client, query, k, tokens = null, at } = asked;
  const { timeZone } = owner.office.settings.company;
  const whose = await clientRecalled(owner, client);
  const members = await owner.forgetting.membersOf(whose);
  const found = await owner.memory.recollection.recall(
    members,
    { query, k, tokens, until: at === undefined ? null : endOf(at, timeZone) },
    AbortSignal.timeout(patienceMs),
  );
  const { known, missing, withheld, why, nearest, passed, wordsOnly } = found;
  const passages = found.passages.map(({ key, ...passage }) => ({ ...passage, seq: key }));
  return { passages, nearest, passed, known, missing, withheld, why, wordsOnly, timeZone };
}
