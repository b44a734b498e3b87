import { isStream } from "../ledger/gone.ts";
import type { Forgotten, KeysCopy, Snapshot } from "./manifest.ts";
import type { Repository } from "./repository.ts";
import { type Keep, kept, keptKeys } from "./retention.ts";

/** What thinning out would remove now. */
export type PrunePlan = { keep: Snapshot[]; drop: Snapshot[]; dropKeys: KeysCopy[] };

export async function planPrune(
  repository: Repository,
  keep: Keep,
  now: number,
): Promise<PrunePlan> {
  const { sound: snapshots } = await repository.snapshots();
  const { sound: copies } = await repository.keysCopies();
  const { sound: lists } = await repository.forgottenLists();
  const gone = namesIn([...snapshots, ...copies, ...lists]);
  const young = new Set(keptKeys(snapshots, keep, now));
  const stays = new Set(
    kept(snapshots, keep, now).filter((one) => young.has(one) || namesIn([one]).size === gone.size),
  );
  const staying = new Set(keptKeys(copies, keep, now));
  return {
    keep: snapshots.filter((one) => stays.has(one)),
    drop: snapshots.filter((one) => !stays.has(one)),
    dropKeys: copies.filter((one) => !staying.has(one)),
  };
}

/** RT6: streams about nobody whose content is gone. */
function namesIn(manifests: readonly { forgotten: Forgotten }[]): Set<string> {
  const names = manifests.flatMap(({ forgotten }) => forgotten.map(({ subject }) => subject));
  return new Set(names.filter(isStream));
}

/** Manifests go before what only they named. */
export async function prune(repository: Repository, plan: PrunePlan, now: number): Promise<number> {
  for (const copy of plan.dropKeys) await repository.removeKeys(copy);
  for (const snapshot of plan.drop) await repository.removeSnapshot(snapshot);
  return repository.sweep(now);
}
