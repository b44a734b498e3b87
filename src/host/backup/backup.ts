import path from "node:path";
import { identityText, checkRecipient, makeIdentity } from "../../backup/age.ts";
import { isAboutSpoilt, type Own } from "../../backup/about.ts";
import { planPrune, prune } from "../../backup/prune.ts";
import { Repository } from "../../backup/repository.ts";
import { BackupRefused } from "../../backup/refused.ts";
import { type BackupState, readState, stateOf, writeState } from "../../backup/state.ts";
import { type Progress, take } from "../../backup/take.ts";
import type { BackupInitView, BackupView } from "../../cli/deps/backup.ts";
import { originOf } from "../../ledger/checkpoint.ts";
import type { Keys } from "../../ledger/keys.ts";
import { verifierOf, vkeyOf } from "../../ledger/note.ts";
import { OutOfDate, type EventStore } from "../../ledger/store.ts";
import { keysBeside } from "../../store/sqlite/keys.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { ofBytes } from "../../value/digest.ts";
import { tables } from "../../views/tables.ts";
import { backupSettings, folderOf, keepOf } from "./settings.ts";
import { signCheckpoint } from "../ledger/checkpoints.ts";
import { gapsSince, gapText, type Noted } from "../ledger/gaps.ts";
import { readNoted, writeNoted } from "../ledger/noted-needs.ts";
import { signingKey } from "../ledger/signing-key.ts";
import type { Places } from "../places.ts";
import { outsideFiles } from "./outside-files.ts";

/** Sets backups up: where they go, and for which identity. The identity is told once and never kept. */
export async function initBackups(
  places: Places,
  { to, recipient }: { to: string | null; recipient: string | null },
): Promise<BackupInitView> {
  const { data, workspace } = places;
  if (recipient !== null) checkRecipient(recipient);
  const known = await readState(data);
  if (known !== null && recipient === null) {
    throw new BackupRefused(
      "backup_exists",
      `Cannot set backups up: they are set up already, into "${known.to}"; begin anew for another identity with --recipient and --to`,
    );
  }
  return reading(data, async (store) => {
    const settings = await backupSettings(store);
    // It is found again from wherever the next command is typed.
    const folder = path.resolve(
      to ?? folderOf(settings, workspace, path.join(path.dirname(data), "backups")),
    );
    const id = await workspaceIdOf(store);
    const made = recipient === null ? await makeIdentity() : { secret: null, recipient };
    await Repository.create(folder, { workspace: id, recipient: made.recipient });
    const signer = vkeyOf(verifierOf(originOf(id), await signingKey(data)));
    await writeState(data, {
      format: 1,
      to: folder,
      recipient: made.recipient,
      signer,
      since: Date.now(),
      last: null,
      verified: null,
      unsound: null,
      failure: null,
      keys: known?.keys ?? [],
    });
    const identity =
      made.secret === null ? null : identityText(made.secret, made.recipient, signer);
    return { folder, recipient: made.recipient, signer, identity, at: settings.at };
  });
}

export type BackUpOptions = {
  pace: () => Promise<void>;
  told: (progress: Progress) => void;
  /** Another folder than the one that was set up. */
  to?: string | null;
};

/** Takes a backup, thins out what is old, and notes how it went. Reads only: an owner may be at work. */
export async function backUp(places: Places, options: BackUpOptions): Promise<BackupView> {
  const { data } = places;
  const state = await stateOf(data);
  try {
    const view = await attempt(places, state, options);
    return view;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const failure = { at: Date.now(), message: message.slice(0, 2_000) };
    await writeState(data, { ...((await readState(data)) ?? state), failure }).catch(() => {});
    throw error;
  }
}

async function attempt(
  places: Places,
  state: BackupState,
  { pace, told, to = null }: BackUpOptions,
): Promise<BackupView> {
  const { data, workspace } = places;
  const now = Date.now();
  const fixed = await asOfNow(data);
  return reading(data, async (store) => {
    const keys = await keysBeside(store, data, "read");
    try {
      const settings = await backupSettings(store);
      const id = await workspaceIdOf(store);
      const folder = path.resolve(to ?? folderOf(settings, workspace, state.to));
      const own = { workspace: id, recipient: state.recipient };
      const isKnown = to === null && isSetUp(state, folder);
      const repository = await (isKnown
        ? reopen(folder, own, folder === state.to)
        : Repository.create(folder, own));
      repository.mustBeOf(own);
      const noted = await assertWhole(data, store, keys, fixed.events, pace);
      const key = await signingKey(data);
      const signing = { key, pem: String(key.export({ type: "pkcs8", format: "pem" })) };
      const outside = await outsideFiles(data);
      const source = { ...fixed, store, keys, workspace: id, signing, outside };
      const taken = await take(source, repository, { now, pace, told });
      const keep = keepOf(settings);
      const plan = await planPrune(repository, keep, now);
      const swept = await prune(repository, plan, now);
      const { snapshot, writtenBytes } = taken;
      const copies = await repository.keysCopies();
      await writeNoted(data, noted);
      await writeState(data, {
        ...((await readState(data)) ?? state),
        signer: vkeyOf(verifierOf(originOf(id), key)),
        last: { id: snapshot.id, at: now, events: snapshot.events, bytes: writtenBytes },
        failure: null,
        keys: [
          ...state.keys.filter((copy) => copy.to !== folder),
          ...copies.sound.map(({ at }) => ({ at, to: folder, keptMs: keep.keysMs })),
        ],
      });
      return {
        id: snapshot.id,
        at: now,
        folder,
        events: snapshot.events,
        values: snapshot.values,
        blobs: taken.blobs,
        files: taken.files,
        keys: taken.keys.keys,
        leftOut: taken.leftOut,
        writtenBytes,
        dropped: plan.drop.length,
        held: plan.held,
        swept,
        tookMs: Date.now() - now,
      };
    } finally {
      await keys.close();
    }
  });
}

function isSetUp({ to, keys }: BackupState, folder: string): boolean {
  return to === folder || keys.some((copy) => copy.to === folder);
}

/** A folder that was made once is never made again by itself: its disk is away, not its backups. `isFor`: it was made for this recipient. */
async function reopen(folder: string, own: Own, isFor: boolean): Promise<Repository> {
  const found = await Repository.find(folder).catch(async (error: unknown) => {
    if (!isFor || !isAboutSpoilt(error)) throw error;
    return remade(folder, own);
  });
  if (found !== null) return found;
  throw new BackupRefused(
    "backup_folder_missing",
    `Cannot back up: the backup folder "${folder}" that was set up is not there; connect its disk, or begin a new one with "mainstay backup --to DIR"`,
  );
}

/** AF1. */
async function remade(folder: string, own: Own): Promise<Repository | null> {
  const found = await Repository.findFor(folder, own.recipient);
  found?.mustBeOf(own);
  await found?.keepAbout();
  return found;
}

/** What is not whole would push out backups that are. Answers what to note once there is a new one. */
async function assertWhole(
  data: string,
  store: EventStore,
  keys: Keys,
  events: number,
  pace: () => Promise<void>,
): Promise<Noted> {
  const { gaps, noted } = await gapsSince(await readNoted(data), store, keys, events, pace);
  if (noted !== null) return noted;
  throw new BackupRefused(
    "company_not_whole",
    `Cannot back up: ${gapText(gaps)}; bring back what was moved or removed in the data folder, or restore the newest backup with "mainstay restore --aside". Every older backup stays`,
  );
}

/** What must be of one moment (TK1); held for as short as can be, so that the log does not grow. */
async function asOfNow(data: string) {
  const store = await openSqliteStore(data, { access: "read", snapshot: true });
  try {
    const { seq: events } = await store.last();
    if (events === 0) {
      throw new BackupRefused(
        "nothing_yet",
        'Cannot back up: nothing was recorded yet; begin with "mainstay up"',
      );
    }
    const checkpoint = await signCheckpoint(data, store, await workspaceIdOf(store));
    return {
      events,
      checkpoint: checkpoint?.note ?? null,
      projections: await projectionsOf(store),
    };
  } finally {
    await store.close();
  }
}

/** Under the digest of their declaration: another version of Mainstay derives others. */
export async function projectionsOf(
  store: EventStore,
): Promise<{ declared: string; tables: Record<string, string> }> {
  const declared = ofBytes(Buffer.from(JSON.stringify(tables)));
  try {
    await store.prepare(tables);
    return { declared, tables: { ...(await store.dump()) } };
  } catch (error) {
    if (!(error instanceof OutOfDate)) throw error;
    return { declared, tables: {} };
  }
}

async function workspaceIdOf(store: EventStore): Promise<string> {
  const id = await store.getMeta("workspace-id");
  if (id !== null) return id;
  throw new BackupRefused(
    "nothing_yet",
    'Cannot back up: nothing was recorded yet; begin with "mainstay up"',
  );
}

async function reading<T>(data: string, work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openSqliteStore(data, { access: "read" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
