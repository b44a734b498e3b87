import { BackupRefused } from "../../backup/refused.ts";
import type { BackupDeps } from "../../cli/deps/backup.ts";
import type { Place } from "../../cli/deps/place.ts";
import { shellWord } from "../../value/shell.ts";
import type { Places } from "../places.ts";
import { reach } from "../session.ts";
import { initBackups } from "./backup.ts";
import { backUpApart, verifyApart } from "./apart.ts";
import { listBackups, pruneBackups } from "./folder.ts";
import { restore } from "./restore.ts";

/** What the commands of backups do, for a company in this place. */
export function backupDeps(
  placesOf: (place: Place) => Places,
  env: Readonly<Record<string, string | undefined>>,
): BackupDeps {
  return {
    init: async (place, how) => initBackups(placesOf(place), how),
    now: async (place, { to }, progress) => {
      const places = placesOf(place);
      return backUpApart({ places, to, gentle: await isUp(places) }, progress).done;
    },
    list: async (place, { from }) => listBackups(placesOf(place), from),
    verify: async (place, how, progress) => {
      const places = placesOf(place);
      const task = { places, ...how, gentle: await isUp(places) };
      return naming(how.from, verifyApart(task, progress).done);
    },
    prune: async (place, how) => pruneBackups(placesOf(place), how),
    restore: async (place, how, progress) =>
      naming(how.from, restore(placesOf(place), how, env, progress)),
  };
}

/** Whoever named a backup folder is told commands that name it, too. */
async function naming<T>(from: string | null, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    if (from === null || !(error instanceof BackupRefused)) throw error;
    const list = `"mainstay backup list --from ${shellWord(from)}"`;
    const message = error.message.replaceAll('"mainstay backup list"', list);
    throw new BackupRefused(error.code, message, error);
  });
}

async function isUp({ data }: Places): Promise<boolean> {
  const owner = await reach(data);
  owner?.close();
  return owner !== null;
}
