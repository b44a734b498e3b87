import type { KeyRing } from "../../backup/key-ring.ts";
import type { Snapshot } from "../../backup/manifest.ts";
import { BackupRefused } from "../../backup/refused.ts";
import type { Keys } from "../../ledger/keys.ts";
import type { EventStore } from "../../ledger/store.ts";
import { gapsIn } from "../ledger/gaps.ts";

/**
 * Clients whose keys were only in copies that are spoilt (FL5).
 *
 * KL1 Nobody is given up silently: what is whole instead is named, and she says whether to go on.
 * KL2 Who is given up is forgotten: that is how everything that reads the history knows content that
 *     cannot be read, and nothing is sealed anew under another key of hers.
 */
export async function giveUpLost(
  { store, keys, events }: { store: EventStore; keys: Keys; events: number },
  { snapshot, snapshots }: { snapshot: Snapshot; snapshots: readonly Snapshot[] },
  ring: KeyRing,
  given: { keysLost: boolean; now: number },
): Promise<readonly string[]> {
  if (ring.spoilt.length === 0) return [];
  const { subjects } = await gapsIn(store, keys, events);
  if (subjects.length > 0 && !given.keysLost) throw refused(snapshot, snapshots, ring, subjects);
  for (const subject of subjects) await keys.destroy(subject, given.now);
  return subjects;
}

function refused(
  { id }: Snapshot,
  snapshots: readonly Snapshot[],
  { copy, spoilt }: KeyRing,
  { length }: readonly string[],
): BackupRefused {
  const clients = length === 1 ? "a client" : `${length} clients`;
  // A copy of the keys has every key that a snapshot needs which is as old.
  const whole = snapshots.findLast((one) => one.id <= copy.id);
  const older =
    whole === undefined ? "" : `, or take an older one whole with --snapshot ${whole.id}`;
  return new BackupRefused(
    "keys_lost",
    `Cannot restore "${id}" whole: of its keys ${spoilt.join(", ")}, and the copy before lacks those of ${clients} who came since; use another copy of the backup folder${older}, or go on without what is sealed for ${length === 1 ? "that client" : "these clients"} with --keys-lost: it can never be read again then, as if you had forgotten them`,
  );
}
