import type { Keys } from "../../ledger/keys.ts";
import { rootAt } from "../../ledger/proof.ts";
import type { EventStore } from "../../ledger/store.ts";
import { addNeeds, digestOf, type Needs, nothing } from "./needs.ts";

/**
 * What the history names and the folder does not have, though nobody was forgotten.
 *
 * GA1 Every file and key that the history needs is looked for each time; only how it is known what is
 *     needed may come from before.
 * GA2 What was noted counts where it was noted of these very events, by the root over them, and where
 *     it finds everything there, each key the one that it was. Else all is read again: what was noted
 *     never judges.
 * GA3 Who is forgotten meanwhile leaves no gap.
 */
export type Gaps = {
  /** Names of blobs. */
  files: readonly string[];
  /** Whose content is sealed, and whose key is neither there nor destroyed. */
  subjects: readonly string[];
};

/** Needs, and the root over the events that they are of. */
export type Noted = Needs & { root: string };

const unhurried = async (): Promise<void> => {};

/** By reading all of it. */
export async function gapsIn(
  store: EventStore,
  keys: Keys,
  events: number,
  pace: () => Promise<void> = unhurried,
): Promise<Gaps> {
  return gapsOf(await addNeeds(nothing(), store, keys, events, pace), store, keys);
}

/** By reading what is new since `noted`; with it what to note for the next time, null where something is missing. */
export async function gapsSince(
  noted: Noted | null,
  store: EventStore,
  keys: Keys,
  events: number,
  pace: () => Promise<void> = unhurried,
): Promise<{ gaps: Gaps; noted: Noted | null }> {
  const known = noted !== null && (await isOf(noted, store, keys, events)) ? noted : null;
  let needs = await addNeeds(known ?? nothing(), store, keys, events, pace);
  let gaps = await gapsOf(needs, store, keys);
  if (known !== null && isGap(gaps)) {
    needs = await addNeeds(nothing(), store, keys, events, pace);
    gaps = await gapsOf(needs, store, keys);
  }
  return { gaps, noted: isGap(gaps) ? null : { ...needs, root: await hexRoot(store, events) } };
}

/** GA2. */
async function isOf(noted: Noted, store: EventStore, keys: Keys, events: number): Promise<boolean> {
  if (noted.events > events || (await hexRoot(store, noted.events)) !== noted.root) return false;
  const gone = await forgottenIn(keys);
  const there = new Map((await keys.all()).map(({ subject, key }) => [subject, digestOf(key)]));
  return [...noted.keys].every(
    ([subject, digest]) => gone.has(subject) || there.get(subject) === digest,
  );
}

/** What of it is not there. */
export async function gapsOf(needs: Needs, store: EventStore, keys: Keys): Promise<Gaps> {
  const named: Needs["files"] = new Map(needs.files);
  // Releases are named by settings of the folder, and are about nobody.
  for (const [key, name] of Object.entries(await store.metas())) {
    if (key.startsWith("release:")) named.set(name, new Set([null]));
  }
  for await (const name of store.blobNames()) named.delete(name);
  const gone = await forgottenIn(keys);
  const isMissed = (subject: string | null) => subject === null || !gone.has(subject);
  const files = [...named].filter(([, whose]) => [...whose].some(isMissed));
  const keyless = [...needs.keys].filter(([subject, key]) => key === null && isMissed(subject));
  return { files: files.map(([name]) => name), subjects: keyless.map(([subject]) => subject) };
}

async function forgottenIn(keys: Keys): Promise<Set<string>> {
  return new Set((await keys.forgotten()).map(({ subject }) => subject));
}

export async function hexRoot(store: EventStore, size: number): Promise<string> {
  return Buffer.from(await rootAt(store, size)).toString("hex");
}

function isGap({ files, subjects }: Gaps): boolean {
  return files.length > 0 || subjects.length > 0;
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
