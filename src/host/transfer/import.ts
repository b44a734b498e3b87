import { existsSync } from "node:fs";
import { cp, mkdir, readdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { ImportOptions, ImportView } from "../../cli/deps/transfer.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { markTakenOver } from "../../engine/quarantine.ts";
import { rootAt } from "../../ledger/proof.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import { Damaged } from "../../ledger/store.ts";
import { explain } from "../../store/sqlite/failure.ts";
import { openKeys } from "../../store/sqlite/keys.ts";
import { sync } from "../../store/sqlite/migrate/durable.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { MemoryKeys } from "../../store/memory/memory-keys.ts";
import { check } from "../../transfer/check.ts";
import { remedy } from "../../transfer/history.ts";
import { fill, historyIn, only, settingsIn, textOf } from "../../transfer/load.ts";
import type { Manifest } from "../../transfer/manifest.ts";
import { unpack } from "../../transfer/tar.ts";
import { signedIn } from "../../transfer/signed.ts";
import { fillKeys, readSecrets, type Secrets } from "../../transfer/secrets.ts";
import { derive } from "../ledger/derive.ts";
import type { Places } from "../places.ts";
import { keyFile, knownKey } from "../ledger/signing-key.ts";
import { systemClock } from "../system-clock.ts";
import { byKind } from "./export.ts";

/**
 * Makes a company from an export, in a data folder that is not there yet.
 *
 * IM1 Every file of the export is checked before anything is written; one problem, and nothing is.
 * IM2 The folder appears under its name when it is whole: the same event bytes, the same root, every
 *     table derived, everything synced. What a crash leaves aside is thrown away by the next one.
 * IM3 It is a copy: it begins in quarantine, in an epoch of its own (QU1).
 */
export async function importAll(
  places: Places,
  options: ImportOptions,
  progress: Progress = () => {},
): Promise<ImportView> {
  const from = path.resolve(options.from);
  if (!existsSync(from)) {
    const message = `Cannot import "${from}": there is no such folder or file; name that of an export`;
    throw new Refused({ code: "export_missing", message });
  }
  await refuseLiving(places.data);
  if ((await stat(from)).isDirectory()) return importFolder(places, from, options, progress);
  const unpacked = `${places.data}.unpacking`;
  try {
    await rm(unpacked, { recursive: true, force: true });
    await mkdir(unpacked, { recursive: true, mode: 0o700 });
    await unpack(from, unpacked);
    return await importFolder(places, unpacked, options, progress);
  } catch (error) {
    throw explain(error, "import", path.dirname(places.data));
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}

async function importFolder(
  places: Places,
  from: string,
  options: ImportOptions,
  progress: Progress,
): Promise<ImportView> {
  const { manifest, problems } = await check(from, (done, total) =>
    progress("checking", done, total),
  );
  const view = {
    folder: places.data,
    items: manifest === null ? [] : byKind(manifest.items),
    events: manifest?.history.events ?? 0,
    root: manifest?.history.root ?? "",
    dryRun: options.dryRun,
    workspace: null,
  };
  if (manifest === null || problems.length > 0) return { ...view, ok: false, problems };
  const secrets = readSecrets(await textOf(from, only(manifest, "keys")));
  if (options.dryRun) {
    await rehearse(from, manifest, secrets);
    return { ...view, ok: true, problems };
  }
  await write(places.data, from, manifest, secrets, progress);
  const workspace = options.files ? await takeFiles(from, places.workspace) : null;
  return { ...view, ok: true, problems, workspace };
}

/** LD1 without writing anything. */
async function rehearse(from: string, manifest: Manifest, secrets: Secrets): Promise<void> {
  const keys = new MemoryKeys();
  await fillKeys(keys, secrets);
  const sealer = subjectSealer(Buffer.from(secrets.workspaceKey, "hex"), keys);
  const signed = await signedIn(from, manifest, secrets);
  for await (const _ of historyIn(from, manifest, sealer, signed)) continue;
}

async function write(
  data: string,
  from: string,
  manifest: Manifest,
  secrets: Secrets,
  progress: Progress,
): Promise<void> {
  const aside = `${data}.importing`;
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true, mode: 0o700 });
    await fillFolder(aside, from, manifest, secrets, progress);
    // An empty folder of that name may be there; a full one makes this fail.
    if (existsSync(data)) await rmdir(data);
    await rename(aside, data);
    sync(path.dirname(data));
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw explain(error, "import", path.dirname(data));
  }
}

async function fillFolder(
  aside: string,
  from: string,
  manifest: Manifest,
  secrets: Secrets,
  progress: Progress,
): Promise<void> {
  const store = await openSqliteStore(aside);
  try {
    const keys = openKeys(aside, "own", { id: secrets.keysId, restoring: true });
    try {
      await fillKeys(keys, secrets);
      const sealer = subjectSealer(Buffer.from(secrets.workspaceKey, "hex"), keys);
      await store.setMeta("workspace-key", secrets.workspaceKey);
      const settings = await settingsIn(from, manifest);
      for (const [key, value] of Object.entries(settings)) await store.setMeta(key, value);
      await fill(store, from, manifest, sealer, await signedIn(from, manifest, secrets), progress);
      await derive(store, sealer);
      await prove(store, manifest);
      await copyBeside(from, manifest, aside);
      await keepSigning(aside, secrets);
      const { at } = await store.last();
      const takeover = { why: "copied", takenAt: Date.parse(manifest.made) } as const;
      await markTakenOver(store, {
        ...takeover,
        at: Math.max(systemClock().now(), at),
        epoch: manifest.epoch + 1,
      });
    } finally {
      await keys.close();
    }
  } finally {
    await store.close();
  }
}

async function prove(
  store: Awaited<ReturnType<typeof openSqliteStore>>,
  { history }: Manifest,
): Promise<void> {
  const [amiss] = await store.check();
  const root = Buffer.from(await rootAt(store, history.events)).toString("hex");
  if (amiss === undefined && root === history.root) return;
  throw new Damaged(`Cannot import: ${amiss ?? "the history came out otherwise"}; ${remedy}`);
}

/** Checkpoints, and what lay in the data folder: books, letters sent, what the bank gave. */
async function copyBeside(from: string, { items }: Manifest, aside: string): Promise<void> {
  for (const { path: file, kind } of items) {
    if (kind !== "checkpoint" && kind !== "folder") continue;
    const place = kind === "folder" ? file.slice("files/".length) : file;
    await cp(path.join(from, file), path.join(aside, place), {
      errorOnExist: true,
      force: false,
      preserveTimestamps: true,
    });
    sync(path.join(aside, place));
  }
}

/** What was stated before stays provable: the same key goes on signing. */
async function keepSigning(aside: string, { signing }: Secrets): Promise<void> {
  if (signing === null) return;
  await writeFile(path.join(aside, keyFile), signing, { mode: 0o600, flush: true });
  await knownKey(aside);
}

/** The company's own files, where nothing lies yet; null where they stay in the export. */
async function takeFiles(from: string, workspace: string): Promise<string | null> {
  const inside = existsSync(workspace) ? await readdir(workspace) : [];
  const files = path.join(from, "workspace");
  if (inside.length > 0 || !existsSync(files)) return null;
  await cp(files, workspace, { recursive: true, preserveTimestamps: true });
  return workspace;
}

async function refuseLiving(data: string): Promise<void> {
  if (!existsSync(data)) return;
  const inside = await readdir(data).catch(() => null);
  if (inside !== null && inside.length === 0) return;
  throw new Refused({
    code: "folder_in_use",
    message: `Cannot import into "${data}": something is there already; name a new folder with --data`,
  });
}
