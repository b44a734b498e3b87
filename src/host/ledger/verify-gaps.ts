import { partyName } from "../../api/desk/names.ts";
import { divided } from "../../cli/remedy.ts";
import type { Forgotten } from "../../ledger/keys.ts";
import { Damaged, type EventStore } from "../../ledger/store.ts";
import { Hindered } from "../../store/sqlite/failure.ts";
import type { Findings } from "../../store/sqlite/audit/findings.ts";
import { MemoryKeys } from "../../store/memory/memory-keys.ts";
import { openKeys } from "../../store/sqlite/keys.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { tables } from "../../views/tables.ts";
import { type Gaps, gapsIn } from "./gaps.ts";

/**
 * Files and keys that the first so many entries need, and that are not there. The ledger must be held:
 * then its own pages do not hinder. `named`: whether what is derived from it, such as names, can be shown.
 */
export async function findGaps(
  data: string,
  { entries, named }: { entries: number; named: boolean },
  findings: Findings,
): Promise<void> {
  try {
    const store = await openSqliteStore(data, { access: "read" });
    try {
      await missIn(store, { data, entries, named }, findings);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Damaged || error instanceof Hindered)) throw error;
    // What spoils the reading was most often told before, entry by entry.
    if (findings.speakAgainstHistory) return;
    findings.add("unread", null, null, `Not all of it can be read: ${error.message}`);
  }
}

async function missIn(
  store: EventStore,
  { data, entries, named }: { data: string; entries: number; named: boolean },
  findings: Findings,
): Promise<void> {
  // Nothing was ever sealed.
  if ((await store.getMeta("workspace-key")) === null) return;
  const { keys, spoilt, lost } = await keysIn(data, await store.getMeta("keys-id"));
  const { seq: last } = await store.last();
  const gaps = await gapsIn(store, keys, Math.min(entries, last));
  tellFiles(gaps, findings);
  const subjects = [...new Set([...gaps.subjects, ...spoilt])];
  if (subjects.length === 0 && lost === null) return;
  const what =
    lost ?? (spoilt.length > 0 ? "keys.db is spoilt" : "keys.db misses what it must hold");
  if (named) await store.prepare(tables);
  const whose = await Promise.all(
    subjects.slice(0, mostNames).map((each) => nameOf(named ? store : null, each)),
  );
  findings.add("key", null, null, `${what}: ${unreadable(whose, subjects.length)}`, bringBack);
}

/** Who is forgotten, by the keys that are those of this ledger and prove themselves. */
export async function listedBeside(data: string, id: string | null): Promise<readonly Forgotten[]> {
  return (await keysIn(data, id)).keys.forgotten();
}

/** Those that prove themselves, beside whose do not, or why there are none. */
async function keysIn(
  data: string,
  id: string | null,
): Promise<{ keys: MemoryKeys; spoilt: readonly string[]; lost: string | null }> {
  const found = new MemoryKeys();
  try {
    const keys = openKeys(data, "read", { id });
    try {
      const { sound, spoilt } = keys.survey();
      for (const { subject, key, forgotten } of sound) {
        if (key === null) await found.destroy(subject, forgotten ?? 0);
        else found.adopt(subject, key);
      }
      return { keys: found, spoilt, lost: null };
    } finally {
      await keys.close();
    }
  } catch (error) {
    if (!(error instanceof Damaged || error instanceof Hindered)) throw error;
    return { keys: found, spoilt: [], lost: divided(error.message).what };
  }
}

async function nameOf(store: EventStore | null, subject: string): Promise<string> {
  const name = store === null ? "" : await partyName(store, subject);
  return name === "" ? `the client with the id "${subject}"` : `"${name}"`;
}

function unreadable(names: readonly string[], all: number): string {
  if (all === 0) return "nothing sealed is missed by it yet, but nothing new can be sealed";
  const more = all > names.length ? ` and ${all - names.length} more` : "";
  return `what is sealed for ${names.join(", ")}${more} cannot be read, and nothing says that it was forgotten`;
}

function tellFiles({ files }: Gaps, findings: Findings): void {
  for (const name of files) {
    const message = `The file blobs/${name.slice(0, 2)}/${name} is missing, which the history names`;
    findings.add("file", null, null, message);
  }
}

const mostNames = 10;

const bringBack =
  'if keys.db was moved or exchanged, put the right one back; else restore the newest backup, which brings the keys back, and leaves what was recorded since in the old folder: "mainstay restore --aside"';
