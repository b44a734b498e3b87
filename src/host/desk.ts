import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Models } from "../agent/contract.ts";
import type { Desk } from "../api/contract/desk.ts";
import { deskOf } from "../api/desk/desk.ts";
import { withWarnings } from "../api/desk/inbox.ts";
import { morning as morningOf } from "../api/desk/morning.ts";
import type { Beginning } from "../api/desk/status.ts";
import { lastCopyOf } from "../backup/last-copy.ts";
import type { Owner } from "../engine/owner.ts";
import { releaseStream } from "../engine/streams.ts";
import type { Keys } from "../ledger/keys.ts";
import type { EventStore } from "../ledger/store.ts";
import { dropKept } from "../store/sqlite/migrate/kept.ts";
import { writeSchemas } from "../workspace/formats.ts";
import type { Workspace } from "../workspace/release.ts";
import { tellForgotten } from "./backup/forgotten-list.ts";
import { backupFinding, backupWarnings } from "./backup/health.ts";
import { readChecked, type Times } from "./files/check.ts";
import { kinds } from "./kinds.ts";
import { glance } from "./ledger/glance.ts";
import { soundness, unsigned } from "./ledger/sound.ts";
import type { OpenOptions } from "./open.ts";
import { untested } from "./scenario/tested.ts";
import { byUrgency, space } from "./space.ts";

type Within = {
  owner: Owner;
  store: EventStore;
  keys: Keys;
  models: Models;
  beginning: Beginning;
  times: Times;
};

/** The operator's desk, with what lies beside the ledger: her files, drafts, backups, and the folder itself. */
export function deskIn(options: OpenOptions, within: Within): Desk {
  const { places, clock } = options;
  const { owner, store, keys, models, beginning, times } = within;
  const bare = deskOf({
    owner,
    beginning,
    models,
    read: () => readAdjusted(options, times, owner),
    openable: (name, bytes) => keepOpenable(places.data, name, bytes),
    lastCopy: async () => (await lastCopyOf(places.data, clock.now())).at,
    tellBackups: () => noteForgotten(options, store),
  });
  const doctor = async () =>
    byUrgency([
      ...(await bare.doctor()),
      await backupFinding(places.data, owner.office.settings.company.example, times.fileNow()),
      space(places.data),
      await soundness(store, clock.now()),
      ...(await unsigned(places.data, store, clock.now())),
      ...(await glance(places.data, store, keys)),
    ]);
  return {
    ...bare,
    inbox: async () =>
      withWarnings(await bare.inbox(), await backupWarnings(places.data, times.fileNow())),
    doctor,
    morning: async () => morningOf(owner, await doctor()),
    apply: async (how) => {
      const view = await bare.apply(how);
      // Editors complete and check the files by these.
      if (view.ok && !how.dryRun) await writeSchemas(path.join(places.data, "formats"), kinds);
      const count = view.ok ? await untested(places) : 0;
      return count === 0 ? view : { ...view, untested: count };
    },
  };
}

/** Once her keys are gone. */
export async function leaveNothing(options: OpenOptions, store: EventStore): Promise<void> {
  await dropAside(options.places.data);
  await noteForgotten(options, store);
}

/** She is forgotten whether or not the backups can be told now. */
function noteForgotten({ places, onFault }: OpenOptions, store: EventStore): Promise<string[]> {
  return tellForgotten(places, store).catch((error: unknown) => {
    onFault(error, "noting in the backups who was forgotten");
    return [];
  });
}

/** The workspace's files as they are now, checked, with what the tour changes in them. */
async function readAdjusted(
  { places, adjust }: OpenOptions,
  times: Times,
  owner: Owner,
): ReturnType<typeof readChecked> {
  const found = await readChecked(places, times, await active(owner));
  if (!found.ok || adjust === undefined) return found;
  const { workspace } = found;
  return { ok: true, workspace: { ...workspace, settings: adjust(workspace.settings) } };
}

/** What is active now, for what the files would change; null before the first release. */
async function active({ office }: Owner): Promise<Workspace | null> {
  const { active: id } = await office.book.read(releaseStream);
  return id === null
    ? null
    : { release: await office.releases.load(id), settings: office.settings };
}

const draftsFolder = "drafts";

/** What lies in plain beside the ledger: drafts, and a file of an older format that was kept. */
async function dropAside(data: string): Promise<void> {
  dropKept(data);
  await rm(path.join(data, draftsFolder), { recursive: true, force: true });
}

/** Drafts that she opens before she decides lie in the data folder, and may be thrown away. */
async function keepOpenable(data: string, name: string, bytes: Uint8Array): Promise<string> {
  const folder = path.join(data, draftsFolder);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, path.basename(name));
  await writeFile(file, bytes);
  return file;
}
