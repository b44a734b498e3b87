import type { BackupDeps, Place } from "../../cli/deps.ts";
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
      return verifyApart({ places, ...how, gentle: await isUp(places) }, progress).done;
    },
    prune: async (place, how) => pruneBackups(placesOf(place), how),
    restore: async (place, how, progress) => restore(placesOf(place), how, env, progress),
  };
}

async function isUp({ data }: Places): Promise<boolean> {
  const owner = await reach(data);
  owner?.close();
  return owner !== null;
}
