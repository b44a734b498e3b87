import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { union } from "../../backup/choose.ts";
import { type Forgotten, type ForgottenList, idAt, signed } from "../../backup/manifest.ts";
import { BackupRefused } from "../../backup/refused.ts";
import { Repository } from "../../backup/repository.ts";
import { readState } from "../../backup/state.ts";
import type { EventStore } from "../../ledger/store.ts";
import { keysFile } from "../../store/sqlite/keys-file.ts";
import { keysBeside, openKeys } from "../../store/sqlite/keys.ts";
import type { Places } from "../places.ts";
import { signingKey } from "../ledger/signing-key.ts";
import { backupSettings, folderOf } from "./settings.ts";

/**
 * Keeps who was forgotten beside the backups, without a backup being made: a restore of what was made
 * before brings nobody back (FL2). Answers the backup folders that could not be told; telling again
 * is free.
 */
export async function tellForgotten(
  { data, workspace }: Places,
  store: EventStore,
): Promise<string[]> {
  const state = await readState(data);
  if (state === null) return [];
  const keys = await keysBeside(store, data, "read");
  const forgotten = union([await keys.forgotten().finally(() => keys.close())]);
  if (forgotten.length === 0) return [];
  const usual = folderOf(await backupSettings(store), workspace, state.to);
  const folders = new Set([usual, ...state.keys.map(({ to }) => to)]);
  const untold: string[] = [];
  for (const folder of folders) {
    await tell(folder, data, forgotten).catch(() => untold.push(folder));
  }
  return untold;
}

async function tell(folder: string, data: string, forgotten: Forgotten): Promise<void> {
  const repository = await Repository.open(folder);
  const { sound } = await repository.forgottenLists();
  const told = new Set(sound.flatMap((one) => one.forgotten.map(({ subject }) => subject)));
  if (forgotten.every(({ subject }) => told.has(subject))) return;
  const now = Date.now();
  const list = signed<ForgottenList>(
    {
      format: 1,
      id: idAt(now, randomUUID()),
      at: now,
      workspace: repository.about.workspace,
      forgotten: union([forgotten, ...sound.map((one) => one.forgotten)]),
    },
    await signingKey(data),
  );
  await repository.putForgottenList(list);
  for (const older of sound) await repository.removeForgottenList(older);
}

/** Of a folder that is moved aside: what its keys know stays true, whatever else is lost there. */
export async function forgottenBeside(data: string): Promise<Forgotten> {
  if (!existsSync(path.join(data, keysFile))) return [];
  const keys = openKeys(data, "read", { id: null });
  try {
    return union([await keys.forgotten()]);
  } finally {
    await keys.close();
  }
}

const list = z.array(z.object({ subject: z.string().min(1), at: z.number() }));
const listFile = z.union([
  list,
  z.object({ forgotten: list }).transform(({ forgotten }) => forgotten),
]);

/** A list of its own, or any manifest of a backup. */
export async function forgottenIn(file: string): Promise<Forgotten> {
  const text = await readFile(file, "utf8");
  try {
    return listFile.parse(JSON.parse(text)).map(({ subject, at }) => ({ subject, at }));
  } catch (error) {
    throw new BackupRefused(
      "forgotten_invalid",
      `Cannot read the forgotten-list "${file}": it is none; name a manifest of a backup, or a file with a list of {"subject": …, "at": …}`,
      error,
    );
  }
}
