import { originOf } from "../ledger/checkpoint.ts";
import type { Verifier } from "../ledger/note.ts";
import { shellWord } from "../value/shell.ts";
import { newestKeys } from "./fill.ts";
import type { Forgotten, KeysCopy, Snapshot } from "./manifest.ts";
import { BackupRefused } from "./refused.ts";
import type { Repository } from "./repository.ts";

/** What a restore starts from: one snapshot, the keys, and everybody who was ever forgotten. */
export type Chosen = {
  snapshot: Snapshot;
  keys: KeysCopy;
  /** Copies of the keys before that one, the newest first (FL4). */
  olderKeys: readonly KeysCopy[];
  forgotten: Forgotten;
};

/**
 * Without an id the newest; where that cannot be read an older one is taken only by name. `listed`: she
 * names a list of who was forgotten, so that one that cannot be trusted is not needed.
 */
export async function choose(
  repository: Repository,
  signer: Verifier | null,
  id: string | null,
  listed = false,
): Promise<Chosen> {
  assertOwn(repository, signer);
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
        : `Cannot restore "${id}" from "${repository.folder}": there is no such snapshot; see "mainstay backup list --from ${shellWord(repository.folder)}"`,
    );
  }
  const lost = copies.spoilt.find((one) => one.id >= (copies.sound.at(-1)?.id ?? ""));
  if (lost !== undefined) throw lost.error;
  const keys = newestKeys(copies.sound, repository.folder);
  const lists = await repository.forgottenLists(signer);
  // It may name somebody whom nothing else names.
  const [untrusted] = lists.spoilt;
  if (untrusted !== undefined && !listed) {
    throw new BackupRefused(
      "forgotten_invalid",
      `Cannot restore from "${repository.folder}": its list of forgotten clients "forgotten/${untrusted.id}.json" is spoilt, or was not signed by this company, so somebody might come back; use another copy of the backup folder, or name a list that you trust with --forgotten`,
      untrusted.error,
    );
  }
  return {
    snapshot,
    keys,
    olderKeys: copies.sound.slice(0, -1).toReversed(),
    forgotten: union([...sound, ...copies.sound, ...lists.sound].map((one) => one.forgotten)),
  };
}

/** Else every manifest would seem spoilt. */
function assertOwn({ folder, about }: Repository, signer: Verifier | null): void {
  if (signer === null || signer.name === originOf(about.workspace)) return;
  throw new BackupRefused(
    "identity_wrong",
    `Cannot open the backups in "${folder}": they are of company "${originOf(about.workspace)}", and the signer that is known is that of "${signer.name}"; name the identity of this company with --identity, or the backup folder of that one with --from`,
  );
}

/** Everybody on any of the lists, since when first. */
export function union(lists: readonly (readonly Forgotten[number][])[]): Forgotten {
  const first = new Map<string, number>();
  for (const { subject, at } of lists.flat())
    first.set(subject, Math.min(at, first.get(subject) ?? at));
  return Array.from(first, ([subject, at]) => ({ subject, at }));
}
