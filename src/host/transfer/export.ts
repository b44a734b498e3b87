import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { ExportView } from "../../cli/deps/transfer.ts";
import type { Progress } from "../../cli/deps/place.ts";
import { rootAt } from "../../ledger/proof.ts";
import { sealedFiles } from "../../ledger/sealed-files.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import { explain } from "../../store/sqlite/failure.ts";
import { keysBeside } from "../../store/sqlite/keys.ts";
import { sync } from "../../store/sqlite/migrate/durable.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { ExportFolder } from "../../transfer/folder.ts";
import { boundSettings, secretSettings } from "../../transfer/inventory.ts";
import {
  formatName,
  formatVersion,
  type Item,
  type Manifest,
  manifestFile,
  type Note,
} from "../../transfer/manifest.ts";
import { readme } from "../../transfer/readme.ts";
import { secretsOf } from "../../transfer/secrets.ts";
import { takeBlobs } from "../../transfer/take-blobs.ts";
import { takeDataFolder, takeWorkspace } from "../../transfer/take-folder.ts";
import { takeHistory } from "../../transfer/take-history.ts";
import { takeReadable } from "../../transfer/take-readable.ts";
import { pack } from "../../transfer/tar.ts";
import { keptCheckpoints, setAsideIn } from "../ledger/checkpoints.ts";
import { openOn } from "../open.ts";
import type { Places } from "../places.ts";
import { knownKey } from "../ledger/signing-key.ts";
import { systemClock } from "../system-clock.ts";

/**
 * Exports the whole company as of one moment, also while it runs.
 *
 * EX1 Everything is read in one snapshot of the ledger; nothing is changed.
 * EX2 The folder, or the one file, appears under its name when it is complete, and synced.
 * EX3 Whatever could not be exported is named, and the export says of itself that it is not whole.
 */
export async function exportAll(
  places: Places,
  to: string,
  progress: Progress = () => {},
): Promise<ExportView> {
  const target = path.resolve(to);
  refuseHalf(places);
  await refuseTaken(target, places);
  const aside = `${target}.exporting`;
  const packed = `${aside}.tar`;
  await makeAside(target, { aside, packed });
  try {
    const manifest = await write(places, new ExportFolder(aside), progress);
    const text = `${JSON.stringify(manifest, null, 1)}\n`;
    await writeFile(path.join(aside, manifestFile), text, { mode: 0o600, flush: true });
    if (isFile(target)) {
      await pack(aside, packed);
      await rename(packed, target);
      await rm(aside, { recursive: true, force: true });
    } else {
      // An empty folder of that name may be there.
      await rm(target, { recursive: true, force: true });
      await rename(aside, target);
    }
    sync(path.dirname(target));
    return viewOf(manifest, target);
  } catch (error) {
    for (const made of [aside, packed]) await rm(made, { recursive: true, force: true });
    throw explain(error, "export", path.dirname(target));
  }
}

/** Named like one file, it is one. */
const isFile = (target: string): boolean => target.endsWith(".tar");

async function write(places: Places, folder: ExportFolder, progress: Progress): Promise<Manifest> {
  const { data } = places;
  const store = await openSqliteStore(data, { access: "read", snapshot: true });
  try {
    const keys = await keysBeside(store, data, "read");
    const metas = await store.metas();
    const workspaceKey = metas["workspace-key"] ?? "";
    const sealer = subjectSealer(Buffer.from(workspaceKey, "hex"), keys);
    const quiet = { onFault: fail, onFailure: fail };
    const options = { places, mode: "read", clock: systemClock(), ...quiet } as const;
    const opened = await openOn(options, { store, keys }, () => {});
    try {
      await folder.write("README.txt", { kind: "readme", count: 1 }, readme);
      const seen = await takeHistory(store, sealer, folder, told(progress, "history"));
      const files = sealedFiles(store, sealer);
      const failed = await takeBlobs(store, files, seen, folder, told(progress, "files"));
      // Before the key: whoever has a statement has the key that signed it.
      await takeCheckpoints(data, seen.events, folder);
      const secrets = await secretsOf(keys, workspaceKey, await signingOf(data));
      const held = secrets.subjects.length;
      await folder.write("keys.json", { kind: "keys", count: held }, json(secrets));
      const settings = Object.entries(metas).filter(
        ([key]) => !secretSettings.includes(key) && !boundSettings.includes(key),
      );
      await folder.write(
        "settings.json",
        { kind: "settings", count: settings.length },
        json(Object.fromEntries(settings)),
      );
      const { desk } = opened;
      const { forgotten } = await takeReadable(store, desk, folder, told(progress, "jobs"));
      const beside = await takeDataFolder(data, folder);
      failed.push(
        ...beside.failed,
        ...(await takeWorkspace(places.workspace, places.data, folder)),
      );
      const root = Buffer.from(await rootAt(store, seen.events)).toString("hex");
      return {
        format: formatName,
        version: formatVersion,
        made: new Date().toISOString(),
        mainstay: await version(),
        workspace: metas["workspace-id"] ?? "",
        epoch: Number(metas["epoch"] ?? 1),
        history: { events: seen.events, root },
        forgotten: { values: seen.forgotten, clients: forgotten },
        items: folder.items,
        leftOut: [...always, ...beside.leftOut, ...(await spoiltNotes(data))],
        failed,
      };
    } finally {
      await opened.close();
    }
  } finally {
    await store.close();
  }
}

/** What no company's export has, whatever lies in its folder. */
const always: readonly Note[] = [
  {
    what: "earlier versions of your files as you wrote them",
    why: "only what was made of them is kept: releases/ has it, with the templates",
  },
  { what: "place", why: "tells this folder on this machine; a copy is somewhere else" },
  { what: "leases", why: "who was working on what at that moment, which ends by itself" },
];

async function signingOf(data: string): Promise<string | null> {
  const key = await knownKey(data);
  return key === null ? null : String(key.export({ type: "pkcs8", format: "pem" }));
}

/** What was signed after the history was read speaks of a longer one. */
async function takeCheckpoints(data: string, events: number, folder: ExportFolder): Promise<void> {
  for (const { size, file } of await keptCheckpoints(data)) {
    if (size > events) continue;
    const name = `checkpoints/${path.basename(file)}`;
    await folder.write(name, { kind: "checkpoint", count: 1 }, await readFile(file));
  }
}

async function spoiltNotes(data: string): Promise<Note[]> {
  return (await setAsideIn(data)).map((name) => ({
    what: `checkpoints/${name}`,
    why: "it is spoilt, and proves nothing",
  }));
}

async function makeAside(
  target: string,
  { aside, packed }: { aside: string; packed: string },
): Promise<void> {
  try {
    await rm(packed, { force: true });
    await rm(aside, { recursive: true, force: true });
    await mkdir(path.dirname(target), { recursive: true });
    await mkdir(aside, { mode: 0o700 });
  } catch (error) {
    const explained = explain(error, "export", path.dirname(target));
    if (explained !== error) throw explained;
    throw new Refused({
      code: "export_place",
      message: `Cannot export to "${target}": no folder can be made beside it; name a place where you may write`,
    });
  }
}

/** Without the company's own files no export is whole, and none could be imported. */
function refuseHalf({ workspace }: Places): void {
  if (existsSync(path.join(workspace, "mainstay.yaml"))) return;
  throw new Refused({
    code: "files_missing",
    message: `Cannot export: no mainstay.yaml lies in "${workspace}", and without the company's own files nobody could import it; name their folder with --workspace`,
  });
}

async function refuseTaken(target: string, { data }: Places): Promise<void> {
  const refuse = (reason: string) => {
    throw new Refused({
      code: "folder_in_use",
      message: `Cannot export to "${target}": ${reason}`,
    });
  };
  if (`${target}${path.sep}`.startsWith(`${data}${path.sep}`)) {
    refuse("it lies within the data folder; name another folder");
  }
  if (!existsSync(target)) return;
  const inside = await readdir(target).catch(() => null);
  if (inside === null) refuse("there is a file of that name; name another");
  if (isFile(target)) refuse("there is a folder of that name; name another");
  if (inside !== null && inside.length > 0) refuse("it is not empty; name a new folder");
}

function viewOf(manifest: Manifest, folder: string): ExportView {
  const { items, leftOut, failed, history } = manifest;
  return { folder, items: byKind(items), leftOut, failed, ...history };
}

/** By kind, in the order in which they were written. */
export function byKind(items: readonly Item[]): ExportView["items"] {
  return [...Map.groupBy(items, ({ kind }) => kind)].map(([kind, list]) => ({
    kind,
    count: list.reduce((sum, { count }) => sum + count, 0),
    files: list.length,
    bytes: list.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
}

function told(progress: Progress, doing: string): (done: number, total: number) => void {
  return (done, total) => progress(doing, done, total);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

async function version(): Promise<string> {
  const file = path.join(import.meta.dirname, "../../../package.json");
  return (JSON.parse(await readFile(file, "utf8")) as { version: string }).version;
}

function fail(error: unknown): never {
  throw error;
}
