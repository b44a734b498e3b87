import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { syncFolder } from "../../backup/durable.ts";
import { wholeness } from "../../backup/check.ts";
import { choose, union } from "../../backup/choose.ts";
import { isStream } from "../../ledger/gone.ts";
import { type Forgotten, stampOf } from "../../backup/manifest.ts";
import { BackupRefused } from "../../backup/refused.ts";
import type { Repository } from "../../backup/repository.ts";
import { usual } from "../../backup/retention.ts";
import { type BackupState, readState, writeState } from "../../backup/state.ts";
import type { Progress } from "../../cli/deps/place.ts";
import type {
  RestoreOptions,
  RestoreView,
  VerifyBackupView,
  WhichBackup,
} from "../../cli/deps/backup.ts";
import type { LastNumber } from "../../engine/last-numbers.ts";
import { markTakenOver } from "../../engine/quarantine.ts";
import { originOf } from "../../ledger/checkpoint.ts";
import { type Verifier, vkeyOf } from "../../ledger/note.ts";
import { acquire } from "../../store/sqlite/owner-lock.ts";
import { companyIn } from "../../store/sqlite/whose.ts";
import { newestCheckpoint } from "../ledger/checkpoints.ts";
import { forgetPlace } from "../place-id.ts";
import type { Places } from "../places.ts";
import { makeBeside } from "./beside.ts";
import { identityFrom, repositoryOf } from "./folder.ts";
import { forgottenBeside, forgottenIn } from "./forgotten-list.ts";
import { carryOutside } from "./outside-files.ts";
import { restoreInto } from "./restore-into.ts";
import { restoredNumbers } from "./restored-numbers.ts";
import { signerOf } from "./signer.ts";

/**
 * Restores a company into a data folder.
 *
 * RS1 A folder that holds a company is never written over: it is refused, or moved aside whole.
 * RS2 The company is restored and checked beside its place, and renamed into it when nothing is amiss:
 *     whatever fails before leaves everything as it was.
 * RS3 What connectors keep in a data folder that is moved aside goes on in the new one: books and
 *     letters are those of today, not of the backup.
 * RS4 It begins a new epoch in quarantine (QU1), later than any that the backups know of.
 * RS5 Which numbers may come again is said before it is admitted.
 * RS6 Who was forgotten in a folder that is moved aside stays forgotten, also where no backup knows.
 * RS7 What is moved aside is of the same company, as far as that can still be told.
 */
export async function restore(
  places: Places,
  options: RestoreOptions,
  env: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<RestoreView> {
  const { data } = places;
  const identify = () => identityFrom(options.identity, env);
  const repository = await repositoryOf(places, options.from, identify);
  const identity = await identify();
  if (identity === null) {
    throw new BackupRefused(
      "identity_missing",
      "Cannot restore: a backup opens only with its identity; name its file with --identity",
    );
  }
  const signer = await signerOf(data, repository, identity, options);
  const listed = options.forgotten === null ? [] : await forgottenIn(options.forgotten);
  const free = await claim(data, options.aside);
  await assertSameCompany(data, repository).catch((error: unknown) => {
    free.release();
    throw error;
  });
  const { folder: beside, lock } = await makeBeside(data);
  try {
    const now = Date.now();
    const chosen = await choose(
      repository,
      signer,
      options.snapshot,
      now,
      options.forgotten !== null,
    );
    const { snapshot, snapshots } = chosen;
    const known = free.taken ? await knownForgotten(data) : [];
    const forgotten = union([chosen.forgotten, listed, known]);
    const epoch = Math.max(...snapshots.map((one) => one.epoch)) + 1;
    const { keysLost } = options;
    const from = { repository, identity, ...chosen, forgotten, keysLost, told: progress };
    let numbers: LastNumber[] = [];
    const items = await restoreInto(beside, from, async (store) => {
      const { at } = await store.last();
      const outsideKept = free.taken && (await carryOutside(data, beside));
      const since = { why: "restored", takenAt: snapshot.at, at: Math.max(now, at) } as const;
      const takeover = { epoch, ...since, outsideKept };
      await markTakenOver(store, takeover);
      await forgetPlace(store);
      numbers = await restoredNumbers(store, { ...places, data: beside }, takeover);
    });
    await carryState(data, beside, repository, signer, now);
    const aside = await free.clear();
    lock.release();
    await rename(beside, data);
    await syncFolder(path.dirname(data));
    return {
      data,
      id: snapshot.id,
      at: snapshot.at,
      epoch,
      signer: signer === null ? null : vkeyOf(signer),
      items,
      forgotten: forgotten.filter(({ subject }) => !isStream(subject)).length,
      numbers,
      aside,
    };
  } finally {
    lock.release();
    await rm(beside, { recursive: true, force: true });
    free.release();
  }
}

/** Checks a backup; with its identity by restoring it into a folder that is removed again. */
export async function verifyBackup(
  places: Places,
  { from, snapshot: id, identity: file, ...asked }: WhichBackup,
  env: Readonly<Record<string, string | undefined>>,
  progress: Progress,
): Promise<VerifyBackupView> {
  const { data } = places;
  const repository = await repositoryOf(places, from);
  const identity = await identityFrom(file, env);
  const signer = await signerOf(data, repository, identity, asked);
  const chosen = await choose(repository, signer, id, Date.now());
  const { snapshot, copies } = chosen;
  const whole = await wholeness(repository, snapshot, copies);
  const { folder } = repository;
  const by = signer === null ? null : vkeyOf(signer);
  const view = { id: snapshot.id, at: snapshot.at, folder, signer: by, ...whole };
  if (identity === null || whole.amiss.length > 0) return { ...view, restored: null };
  const scratch = path.join(data, "restoring");
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    const copy = await mkdtemp(path.join(scratch, "copy-"));
    const all = { repository, identity, ...chosen, keysLost: false, told: progress };
    const restored = await restoreInto(copy, all);
    const state = await readState(data);
    if (state !== null) {
      await writeState(data, {
        ...state,
        verified: { id: snapshot.id, at: Date.now() },
        unsound: null,
      });
    }
    return { ...view, restored };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** RS7. */
async function assertSameCompany(data: string, { about, folder }: Repository): Promise<void> {
  const there = (await originIn(data)) ?? companyIn(data);
  if (there === null || there === about.workspace || there === originOf(about.workspace)) return;
  throw new BackupRefused(
    "backup_of_another",
    `Cannot restore into "${data}": another company lives there than the one whose backups lie in "${folder}"; name an empty folder with --data, or the right backups with --from`,
  );
}

async function originIn(data: string): Promise<string | null> {
  return (await newestCheckpoint(data).catch(() => null))?.origin ?? null;
}

/** RS6. Keys that cannot be read tell nothing, and are often why she restores. */
async function knownForgotten(data: string): Promise<Forgotten> {
  return forgottenBeside(data).catch(() => []);
}

/** RS1. Holds the folder, so that no owner starts in it meanwhile. */
async function claim(
  data: string,
  aside: boolean,
): Promise<{ taken: boolean; clear: () => Promise<string | null>; release: () => void }> {
  const there = existsSync(data) ? await readdir(data) : [];
  if (there.length === 0) return { taken: false, clear: async () => null, release: () => {} };
  const lock = await acquire(data);
  if ("heldBy" in lock) {
    throw new BackupRefused(
      "already_up",
      `Cannot restore into "${data}": a company is running there; end it with Ctrl-C where it runs, or name another folder with --data`,
    );
  }
  if (!aside) {
    lock.release();
    throw new BackupRefused(
      "data_folder_taken",
      `Cannot restore into "${data}": something lies there already; name another folder with --data, or move what is there out of the way with --aside`,
    );
  }
  return {
    taken: true,
    clear: async () => {
      const place = `${data}.before-${stampOf(Date.now())}`;
      lock.release();
      await rename(data, place);
      return place;
    },
    release: () => lock.release(),
  };
}

/** Backups go on where they went. */
async function carryState(
  data: string,
  beside: string,
  repository: Repository,
  signer: Verifier | null,
  now: number,
): Promise<void> {
  const known = await readState(data).catch(() => null);
  const { folder: to, about } = repository;
  const { sound: copies } = await repository.keysCopies();
  const fresh: BackupState = {
    format: 1,
    to,
    recipient: about.recipient,
    ...(signer === null ? {} : { signer: vkeyOf(signer) }),
    since: now,
    last: null,
    verified: null,
    unsound: null,
    failure: null,
    keys: copies.map(({ at }) => ({ at, to, keptMs: usual.keysMs })),
  };
  const past = { last: null, verified: null, unsound: null, failure: null };
  await writeState(beside, known === null ? fresh : { ...known, ...past });
}
