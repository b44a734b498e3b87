import { Damaged, type EventStore } from "../../ledger/store.ts";
import { Hindered } from "../../store/sqlite/failure.ts";
import type { Findings } from "../../store/sqlite/audit/findings.ts";
import { keysBeside } from "../../store/sqlite/keys.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { type Gaps, gapsIn } from "./gaps.ts";

/** Files and keys that the first so many entries need, and that are not there. */
export async function findGaps(data: string, entries: number, findings: Findings): Promise<void> {
  try {
    const gaps = await gapsOf(data, entries);
    if (gaps !== null) tell(gaps, findings);
  } catch (error) {
    if (!(error instanceof Damaged || error instanceof Hindered)) throw error;
    // What spoils the reading was most often told before, entry by entry.
    if (findings.list.length > 0) return;
    findings.add("unread", null, null, `Not all of it can be read: ${error.message}`);
  }
}

function tell({ files, subjects }: Gaps, findings: Findings): void {
  for (const name of files) {
    const message = `The file blobs/${name.slice(0, 2)}/${name} is missing, which the history names`;
    findings.add("file", null, null, message);
  }
  const [first] = subjects;
  if (first === undefined) return;
  const whose =
    subjects.length === 1
      ? `The key of client "${first}" is missing`
      : `The keys of ${subjects.length} clients are missing, the first that of "${first}"`;
  const message = `${whose}: their content cannot be opened, and nothing says that it was forgotten`;
  findings.add("key", null, null, message);
}

async function gapsOf(data: string, entries: number): Promise<Gaps | null> {
  const store = await openSqliteStore(data, { access: "read" });
  try {
    return await gapsBeside(store, data, entries);
  } finally {
    await store.close();
  }
}

/** Null where nothing was ever sealed. */
async function gapsBeside(store: EventStore, data: string, entries: number): Promise<Gaps | null> {
  if ((await store.getMeta("workspace-key")) === null) return null;
  const keys = await keysBeside(store, data, "read");
  try {
    const { seq: last } = await store.last();
    return await gapsIn(store, keys, Math.min(entries, last));
  } finally {
    await keys.close();
  }
}
