import path from "node:path";
import { readFile, stat } from "node:fs/promises";
import { isAboutSpoilt } from "../../backup/about.ts";
import { type Identity, parseIdentity, recipientOf } from "../../backup/age.ts";
import { planPrune, prune } from "../../backup/prune.ts";
import type { Snapshot } from "../../backup/manifest.ts";
import { BackupRefused, whatOf } from "../../backup/refused.ts";
import { objectsOf, Repository } from "../../backup/repository.ts";
import { type BackupState, readState } from "../../backup/state.ts";
import type { BackupList, PruneView } from "../../cli/deps/backup.ts";
import { originOf } from "../../ledger/checkpoint.ts";
import { vkeyOf } from "../../ledger/note.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { usualBackup } from "../../workspace/release.ts";
import type { Places } from "../places.ts";
import { backupSettings, folderOf, keepOf } from "./settings.ts";
import { ownSigner } from "./signer.ts";

/**
 * The backups of this company: where she says, else where they were set up to go, else beside its data.
 * `identify`: for whom it goes on though the folder does not say whose it is.
 */
export async function repositoryOf(
  places: Places,
  from: string | null,
  identify: () => Promise<Identity | null> = async () => null,
): Promise<Repository> {
  const find = async (folder: string): Promise<Repository | null> =>
    Repository.find(folder).catch(async (error: unknown) => {
      const identity = isAboutSpoilt(error) ? await identify() : null;
      // AF1.
      const found = identity && (await Repository.findFor(folder, await recipientOf(identity)));
      if (found !== null) return found;
      throw error;
    });
  if (from !== null) return (await find(from)) ?? Repository.open(from);
  // A data folder that is lost or damaged must not keep its own backups from being found.
  const state = await readState(places.data).catch(() => null);
  const folder = state === null ? besideOf(places) : await setUpFolder(places, state);
  const found = await find(folder);
  if (found !== null) return found;
  throw new BackupRefused("backup_missing", nowhere(places, folder, state !== null));
}

function besideOf({ data }: Places): string {
  return path.join(path.dirname(data), "backups");
}

async function setUpFolder({ data, workspace }: Places, { to }: BackupState): Promise<string> {
  return folderOf(await settingsOf(data).catch(() => usualBackup), workspace, to);
}

/** Backups are set up where there is a company; where it is lost, that helps nobody. */
function nowhere({ data }: Places, folder: string, isSetUp: boolean): string {
  if (isSetUp) {
    return `Cannot find backups in "${folder}", where they were set up to go; connect its disk, or name another copy with --from`;
  }
  const cannot = `Cannot find backups: none lie in "${folder}", and`;
  return hasLedger(data)
    ? `${cannot} none were ever set up for the company in "${data}"; name a backup folder that you have with --from. Where there is none, none can be restored: if the company is sound, set backups up with "mainstay backup init", else keep its folder as it is`
    : `${cannot} there is no company in "${data}"; name the backup folder with --from`;
}

async function settingsOf(data: string) {
  if (!hasLedger(data)) return usualBackup;
  const store = await openSqliteStore(data, { access: "read" });
  try {
    return await backupSettings(store);
  } finally {
    await store.close();
  }
}

export async function listBackups(places: Places, from: string | null): Promise<BackupList> {
  const repository = await repositoryOf(places, from);
  const { sound, spoilt } = await repository.snapshots();
  const copies = await repository.keysCopies();
  /** The copy of the keys that was made with it, where that is still kept. */
  const copiesWith = ({ id }: Snapshot) =>
    copies.sound.filter((copy) => copy.id === id).map(({ object }) => object);
  const { keysMs } = keepOf(await settingsOf(places.data).catch(() => usualBackup));
  const signer = await ownSigner(places.data);
  return {
    folder: repository.folder,
    signer: signer?.name === originOf(repository.about.workspace) ? vkeyOf(signer) : null,
    snapshots: sound.map((one) => ({
      id: one.id,
      at: one.at,
      events: one.events,
      epoch: one.epoch,
      bytes: [...objectsOf(one), ...copiesWith(one)].reduce((sum, { bytes }) => sum + bytes, 0),
    })),
    spoilt: [...spoilt, ...copies.spoilt].map(({ error }) => whatOf(error)),
    keys: copies.sound.map(({ at }) => ({ at, keptUntil: at + keysMs })),
  };
}

export async function pruneBackups(
  places: Places,
  { from, plan: only }: { from: string | null; plan: boolean },
): Promise<PruneView> {
  const repository = await repositoryOf(places, from);
  const now = Date.now();
  const plan = await planPrune(repository, keepOf(await settingsOf(places.data)), now, true);
  return {
    folder: repository.folder,
    plan: only,
    keep: plan.keep.map(({ id }) => id),
    drop: plan.drop.map(({ id }) => id),
    dropKeys: plan.dropKeys.map(({ id }) => id),
    swept: only ? 0 : await prune(repository, plan, now),
  };
}

/** From the file that is named, else from the environment: a path, or the key itself. */
export async function identityFrom(
  file: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Identity | null> {
  const given = env["MAINSTAY_BACKUP_IDENTITY"] ?? "";
  if (file === null && given.startsWith("AGE-SECRET-KEY-")) {
    return parseIdentity(given, "MAINSTAY_BACKUP_IDENTITY");
  }
  const place = file ?? given;
  if (place === "") return null;
  const found = await stat(place).catch(() => null);
  if (found === null || !found.isFile() || found.size > 1 << 20) {
    throw new BackupRefused(
      "identity_missing",
      `Cannot read the identity "${place}": there is no such file; name the one that you kept when backups were set up`,
    );
  }
  return parseIdentity(await readFile(place, "utf8"), `"${place}"`);
}
