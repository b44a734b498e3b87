import { originOf } from "../ledger/checkpoint.ts";
import type { Verifier } from "../ledger/note.ts";
import { shellWord } from "../value/shell.ts";
import type { Copies } from "./key-ring.ts";
import { type Forgotten, type Snapshot, stampOf } from "./manifest.ts";
import { newestOf } from "./newest.ts";
import { BackupRefused, whatOf } from "./refused.ts";
import type { Found, Repository } from "./repository.ts";

/**
 * What a restore starts from: one snapshot, the keys, and everybody who was ever forgotten.
 *
 * WB1 Without an id the newest (NS1); where that cannot be read an older one is taken only by name.
 * WB2 Every copy of the list of who was forgotten counts, whatever snapshot is taken. It is in each
 *     manifest, so one that cannot be read is made up for by any that is as new.
 * WB3 Where somebody may be on a list that cannot be read nothing is restored, unless she names a list
 *     of her own: else a key that was destroyed since might come back (LG5).
 */
export type Chosen = {
  snapshot: Snapshot;
  /** All that can be read, the oldest first. */
  snapshots: readonly Snapshot[];
  copies: Copies;
  forgotten: Forgotten;
};

/** `listed`: she names a list of who was forgotten (WB3). */
export async function choose(
  repository: Repository,
  signer: Verifier | null,
  id: string | null,
  now: number,
  listed = false,
): Promise<Chosen> {
  assertOwn(repository, signer);
  const found = await repository.snapshots(signer);
  const copies = await repository.keysCopies(signer);
  const snapshot = snapshotOf(repository, found, id, now);
  if (copies.sound.length + copies.spoilt.length === 0) {
    throw new BackupRefused(
      "backup_keys_missing",
      `Cannot restore from "${repository.folder}": it holds no copy of the keys, so nothing personal could be read; use another copy of the backup folder`,
    );
  }
  const lists = await repository.forgottenLists(signer);
  const told = [...found.sound, ...copies.sound, ...lists.sound];
  if (!listed) {
    const last = lastOf(told, now);
    // A list of its own may name somebody whom nothing else names, however old it is.
    const untold = [...found.spoilt, ...copies.spoilt].filter((one) => one.id > last);
    assertTold(repository.folder, [...lists.spoilt, ...untold]);
  }
  const forgotten = union(told.map((one) => one.forgotten));
  return { snapshot, snapshots: found.sound, copies, forgotten };
}

/** WB1. */
function snapshotOf(
  { folder }: Repository,
  { sound, spoilt }: Found<Snapshot>,
  id: string | null,
  now: number,
): Snapshot {
  const newest = newestOf(sound, now);
  if (id !== null) {
    const bad = spoilt.find((one) => one.id === id);
    if (bad !== undefined) throw bad.error;
    const one = sound.find((each) => each.id === id);
    if (one !== undefined) return one;
    throw new BackupRefused(
      "snapshot_missing",
      `Cannot restore "${id}" from "${folder}": there is no such snapshot; see "mainstay backup list --from ${shellWord(folder)}"`,
    );
  }
  const last = lastOf(sound, now);
  const bad = spoilt.findLast(
    (one) => one.id > last && (newest === undefined || newest.at > now || !isAhead(one, now)),
  );
  if (bad !== undefined) {
    const older =
      newest === undefined ? "" : `, or take the one before with --snapshot ${newest.id}`;
    throw new BackupRefused(
      "backup_damaged",
      `Cannot restore the newest backup in "${folder}": ${whatOf(bad.error)}; use another copy of the backup folder${older}`,
      bad.error,
    );
  }
  if (newest !== undefined) return newest;
  throw new BackupRefused(
    "snapshot_missing",
    `Cannot restore from "${folder}": no backup was finished there yet; use another backup folder`,
  );
}

/** An id is all that is known of what is spoilt. One that is dated in the future tells no order, unless all are. */
function lastOf(all: readonly { id: string }[], now: number): string {
  const dated = all.filter((one) => !isAhead(one, now));
  return (dated.length === 0 ? all : dated)
    .map(({ id }) => id)
    .reduce((a, b) => (a > b ? a : b), "");
}

function isAhead({ id }: { id: string }, now: number): boolean {
  return id > `${stampOf(now)}~`;
}

/** WB3. */
function assertTold(folder: string, unread: Found<unknown>["spoilt"]): void {
  const [first] = unread;
  if (first === undefined) return;
  throw new BackupRefused(
    "forgotten_invalid",
    `Cannot restore from "${folder}": who was forgotten by ${dayOf(first.id)} cannot be told, because ${whatOf(first.error)}, so somebody might come back; use another copy of the backup folder, or name a list that you trust with --forgotten FILE: any manifest from another copy, or a file that holds [] if you forgot nobody`,
    first.error,
  );
}

/** An id begins with its day; another name tells nothing. */
function dayOf(id: string): string {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)T/.exec(id) ?? [];
  return year === undefined ? "now" : `${year}-${month}-${day}`;
}

/** Else every manifest would seem spoilt. */
function assertOwn({ folder, about }: Repository, signer: Verifier | null): void {
  if (signer === null || signer.name === originOf(about.workspace)) return;
  throw new BackupRefused(
    "identity_wrong",
    `Cannot open the backups in "${folder}": they are of company "${originOf(about.workspace)}", and the signer that is known is that of "${signer.name}"; name the identity of this company with --identity, or the backup folder of that one with --from`,
  );
}

/** Who is forgotten by whatever the signer signed in the folder, and can be read. */
export async function listedIn(repository: Repository, signer: Verifier): Promise<Forgotten> {
  const { sound: snapshots } = await repository.snapshots(signer);
  const { sound: copies } = await repository.keysCopies(signer);
  const { sound: lists } = await repository.forgottenLists(signer);
  return union([...snapshots, ...copies, ...lists].map((one) => one.forgotten));
}

/** Everybody on any of the lists, since when first. */
export function union(lists: readonly (readonly Forgotten[number][])[]): Forgotten {
  const first = new Map<string, number>();
  for (const { subject, at } of lists.flat())
    first.set(subject, Math.min(at, first.get(subject) ?? at));
  return Array.from(first, ([subject, at]) => ({ subject, at }));
}
