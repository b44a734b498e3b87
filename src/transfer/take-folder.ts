import type { Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";
import type { ExportFolder } from "./folder.ts";
import { elsewhere, leftOut, type Place } from "./inventory.ts";
import type { Kind, Note } from "./manifest.ts";

/** What lies in the data folder beside the ledger, as it is: nothing is passed over by its name. */
export async function takeDataFolder(
  data: string,
  folder: ExportFolder,
): Promise<{ leftOut: Note[]; failed: Note[] }> {
  const notes = { leftOut: new Map<string, Note>(), failed: [] as Note[] };
  const matches = (places: readonly Place[], name: string) =>
    places.find(({ pattern }) => pattern.test(name));
  for (const entry of await entriesOf(data)) {
    if (matches(elsewhere, entry.name) !== undefined) continue;
    const place = matches(leftOut, entry.name);
    if (place !== undefined) notes.leftOut.set(place.what, { what: place.what, why: place.why });
    else
      notes.failed.push(...(await takeTree(data, entry, folder, { to: "files", kind: "folder" })));
  }
  return { leftOut: [...notes.leftOut.values()], failed: notes.failed };
}

/** The company's own files; folders that other programs keep there are not hers. */
export async function takeWorkspace(
  workspace: string,
  data: string,
  folder: ExportFolder,
): Promise<Note[]> {
  const failed: Note[] = [];
  for (const entry of await entriesOf(workspace)) {
    const own = path.join(workspace, entry.name);
    if (own === data || /^(?:\.git|\.mainstay|node_modules)$/.test(entry.name)) continue;
    failed.push(
      ...(await takeTree(workspace, entry, folder, { to: "workspace", kind: "workspace" }, data)),
    );
  }
  return failed;
}

async function takeTree(
  root: string,
  entry: Dirent,
  folder: ExportFolder,
  as: { to: string; kind: Kind },
  except?: string,
): Promise<Note[]> {
  const place = path.join(entry.parentPath, entry.name);
  if (place === except) return [];
  if (entry.isDirectory()) {
    const failed: Note[] = [];
    for (const inside of await entriesOf(place)) {
      failed.push(...(await takeTree(root, inside, folder, as, except)));
    }
    return failed;
  }
  const relative = path.relative(root, place).split(path.sep).join("/");
  if (!entry.isFile()) {
    return [{ what: relative, why: "it is a link or no file; put the file itself in its place" }];
  }
  await folder.copy(place, `${as.to}/${relative}`, { kind: as.kind, count: 1 });
  return [];
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
