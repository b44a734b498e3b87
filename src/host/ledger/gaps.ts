import { blobOf } from "../../ledger/sealed-files.ts";
import type { Keys } from "../../ledger/keys.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import type { EventStore, StoredEvent } from "../../ledger/store.ts";
import { lineOf } from "../../transfer/history.ts";
import { type Reference, referencesIn } from "../../transfer/references.ts";

/**
 * What the history names and the folder does not have, though nobody was forgotten.
 *
 * GA1 Every value is read, large ones from their files: one that is gone is thrown as Damaged.
 * GA2 Files are those that the history says are files. Text that only looks like the name of one, in
 *     a mail perhaps, asks for nothing.
 * GA3 Who is forgotten meanwhile leaves no gap.
 */
export type Gaps = {
  /** Names of blobs. */
  files: readonly string[];
  /** Whose content is sealed, and whose key is neither there nor destroyed. */
  subjects: readonly string[];
};

const page = 500;
const sealed = 0x01;

export async function gapsIn(
  store: EventStore,
  keys: Keys,
  events: number,
  pace: () => Promise<void> = async () => {},
): Promise<Gaps> {
  const workspaceKey = Buffer.from((await store.getMeta("workspace-key")) ?? "", "hex");
  const sealer = subjectSealer(workspaceKey, keys);
  const named = await releasesIn(store);
  const keyless = new Set<string>();
  for (let seq = 1; seq <= events; seq += page) {
    for (const event of await store.readFrom(seq, Math.min(page, events - seq + 1))) {
      const subject = subjectOf(event);
      if (subject !== null && keys.get(subject) === "destroyed") continue;
      if (subject !== null && isSealed(event) && keys.get(subject) === null) {
        keyless.add(subject);
        continue;
      }
      for (const reference of referencesIn(lineOf(event, sealer))) {
        if (!isFile(reference)) continue;
        const name = blobOf(reference.reference);
        const whose = named.get(name) ?? new Set();
        named.set(name, whose.add(subject));
      }
    }
    await pace();
  }
  for await (const name of store.blobNames()) named.delete(name);
  const gone = new Set((await keys.forgotten()).map(({ subject }) => subject));
  const missed = [...named].filter(([, whose]) =>
    [...whose].some((subject) => subject === null || !gone.has(subject)),
  );
  return {
    files: missed.map(([name]) => name),
    subjects: [...keyless].filter((subject) => !gone.has(subject)),
  };
}

type Named = Map<string, Set<string | null>>;

/** Releases are named by settings of the folder, and are about nobody. */
async function releasesIn(store: EventStore): Promise<Named> {
  const metas = Object.entries(await store.metas());
  const names = metas.filter(([key]) => key.startsWith("release:")).map(([, name]) => name);
  return new Map(names.map((name) => [name, new Set([null])]));
}

/** In words; null where nothing is missing. */
export function gapText({ files, subjects }: Gaps): string | null {
  const parts = [];
  const [file = ""] = files;
  if (files.length === 1) parts.push(`a file that the history names is missing, "${file}"`);
  if (files.length > 1) {
    parts.push(`${files.length} files that the history names are missing, the first "${file}"`);
  }
  if (subjects.length === 1) parts.push("the key of a client is missing");
  if (subjects.length > 1) parts.push(`the keys of ${subjects.length} clients are missing`);
  return parts.length === 0 ? null : parts.join("; ");
}

/** GA2. */
function isFile({ kind }: Reference): boolean {
  return kind !== "blob";
}

function isSealed({ values }: StoredEvent): boolean {
  return values.some(({ bytes }) => bytes[0] === sealed);
}

function subjectOf({ bytes }: StoredEvent): string | null {
  // Checked by the store against its leaf, and written by `encode` alone.
  const { subject } = JSON.parse(Buffer.from(bytes).toString()) as { subject: string | null };
  return subject;
}
