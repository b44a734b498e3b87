import { memoryAlias } from "../../engine/memory/keep.ts";
import { opaque } from "../../engine/office.ts";
import type { Owner } from "../../engine/owner.ts";
import { aliasOf } from "../../engine/streams.ts";
import type { RecallQuery, RecallView } from "../contract/memory.ts";
import { clientMeant } from "./client.ts";

const patienceMs = 30_000;

/** What a client's passages say about it, the likeliest first. */
export async function recall(owner: Owner, asked: RecallQuery): Promise<RecallView> {
  const { client, query, k, at = null } = asked;
  const members = await owner.forgetting.membersOf(await subjectNamed(owner, client));
  const found = await owner.recollection.recall(
    members,
    { query, k, until: at },
    AbortSignal.timeout(patienceMs),
  );
  const { known, missing, wordsOnly } = found;
  const passages = found.passages.map(({ key, ...passage }) => ({ ...passage, seq: key }));
  return { passages, known, missing, wordsOnly, timeZone: owner.office.settings.company.timeZone };
}

/** As passages were kept under it, to the byte; else as she names clients. */
async function subjectNamed(owner: Owner, client: string): Promise<string> {
  const alias = aliasOf(opaque(owner.office, "alias", memoryAlias(client)));
  const { subject } = await owner.office.book.read(alias);
  return subject ?? clientMeant(owner, client);
}
