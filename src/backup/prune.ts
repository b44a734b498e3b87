import { isStream } from "../ledger/gone.ts";
import type { Forgotten, KeysCopy, Snapshot } from "./manifest.ts";
import { agrees, newestOf } from "./newest.ts";
import type { Repository } from "./repository.ts";
import { type Keep, kept, keptKeys } from "./retention.ts";

/** What thinning out would remove now. */
export type PrunePlan = {
  keep: Snapshot[];
  drop: Snapshot[];
  dropKeys: KeysCopy[];
  /** How many snapshots and copies of the keys stay only because the clock may be wrong (RT7). */
  held: number;
};

/** `asked`: she thins out herself, so the clock counts as right unless a snapshot contradicts it. */
export async function planPrune(
  repository: Repository,
  keep: Keep,
  now: number,
  asked = false,
): Promise<PrunePlan> {
  const { sound: snapshots } = await repository.snapshots();
  const { sound: copies } = await repository.keysCopies();
  const { sound: lists } = await repository.forgottenLists();
  const gone = namesIn([...snapshots, ...copies, ...lists]);
  const newest = newestOf(snapshots, now);
  const isSure = agrees(snapshots, now);
  /** RT7. */
  const staysAhead = ({ at }: { at: number }) => at > now && !(asked && isSure);
  const dated = snapshots.filter(({ at }) => at <= now);
  const young = new Set(keptKeys(dated, keep, now));
  const stays = new Set(
    kept(dated, keep, now).filter((one) => young.has(one) || namesIn([one]).size === gone.size),
  );
  const staying = new Set(
    keptKeys(
      copies.filter(({ at }) => at <= now),
      keep,
      now,
    ),
  );
  const drop = snapshots.filter((one) => one !== newest && !stays.has(one) && !staysAhead(one));
  const dropKeys = copies.filter(
    (one) => one.id !== newest?.id && !staying.has(one) && !staysAhead(one),
  );
  if (!asked && !isSure) {
    return { keep: snapshots, drop: [], dropKeys: [], held: drop.length + dropKeys.length };
  }
  const goes = new Set(drop);
  return { keep: snapshots.filter((one) => !goes.has(one)), drop, dropKeys, held: 0 };
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
