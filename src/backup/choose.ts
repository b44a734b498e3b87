import type { Verifier } from "../ledger/note.ts";
import { newestKeys } from "./fill.ts";
import type { Forgotten, KeysCopy, Snapshot } from "./manifest.ts";
import { BackupRefused } from "./refused.ts";
import type { Repository } from "./repository.ts";

/** What a restore starts from: one snapshot, the newest keys, and everybody who was ever forgotten. */
export type Chosen = { snapshot: Snapshot; keys: KeysCopy; forgotten: Forgotten };

/** Without an id the newest; where that cannot be read an older one is taken only by name. */
export async function choose(
  repository: Repository,
  signer: Verifier | null,
  id: string | null,
): Promise<Chosen> {
  const { sound, spoilt } = await repository.snapshots(signer);
  const copies = await repository.keysCopies(signer);
  const newest = sound.at(-1);
  const bad = spoilt.find((one) =>
    id === null ? newest === undefined || one.id > newest.id : one.id === id,
  );
  if (bad !== undefined) throw bad.error;
  const snapshot = id === null ? newest : sound.find((one) => one.id === id);
  if (snapshot === undefined) {
    throw new BackupRefused(
      "snapshot_missing",
      id === null
        ? `Cannot restore from "${repository.folder}": no backup was finished there yet; use another backup folder`
        : `Cannot restore "${id}" from "${repository.folder}": there is no such snapshot; see "mainstay backup list"`,
    );
  }
  const lost = copies.spoilt.find((one) => one.id >= (copies.sound.at(-1)?.id ?? ""));
  if (lost !== undefined) throw lost.error;
  const keys = newestKeys(copies.sound, repository.folder);
  return {
    snapshot,
    keys,
    forgotten: union([...sound, ...copies.sound].map((one) => one.forgotten)),
  };
}

/** Everybody on any of the lists, since when first. */
export function union(lists: readonly Forgotten[]): Forgotten {
  const first = new Map<string, number>();
  for (const { subject, at } of lists.flat())
    first.set(subject, Math.min(at, first.get(subject) ?? at));
  return Array.from(first, ([subject, at]) => ({ subject, at }));
}
