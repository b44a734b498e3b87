import path from "node:path";
import { dayMs, type Keep } from "../../backup/retention.ts";
import type { EventStore } from "../../ledger/store.ts";
import { isObject } from "../../value/json.ts";
import { type BackupSettings, type Settings, usualBackup } from "../../workspace/release.ts";

/** What is active of the company's files about its backups, read without opening the company. */
export async function backupSettings(
  store: Pick<EventStore, "readStream" | "getBlob">,
): Promise<BackupSettings & { timeZone: string }> {
  const settings = await activeSettings(store);
  if (settings === null) return { ...usualBackup, timeZone: "UTC" };
  const { company, backup } = settings;
  return { ...(backup ?? usualBackup), timeZone: company.timeZone };
}

/** Null before the first release. */
export async function activeSettings(
  store: Pick<EventStore, "readStream" | "getBlob">,
): Promise<Settings | null> {
  const newest = (await store.readStream("release")).at(-1);
  if (newest === undefined) return null;
  const event: unknown = JSON.parse(new TextDecoder().decode(newest.bytes));
  const data = isObject(event) ? event["data"] : null;
  const digest = isObject(data) ? data["settings"] : null;
  const bytes = typeof digest === "string" ? await store.getBlob(digest) : null;
  if (bytes === null) return null;
  // Only the owner writes such blobs, and the store has checked its digest.
  return JSON.parse(new TextDecoder().decode(bytes)) as Settings;
}

export function keepOf({ daily, weekly, monthly, keysDays }: BackupSettings): Keep {
  return { daily, weekly, monthly, keysMs: keysDays * dayMs };
}

/** Where backups go: as the files say, else as it was set up. */
export function folderOf({ to }: BackupSettings, workspace: string, setUp: string): string {
  return to === null ? setUp : path.resolve(workspace, to);
}
