import type { Dirent } from "node:fs";
import { cp, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { OutsideFile } from "../../backup/outside.ts";
import { elsewhere, leftOut } from "../../transfer/inventory.ts";

const own = [...elsewhere, ...leftOut];

/** Everything in the data folder that is not Mainstay's own: what connectors keep there. */
export async function outsideFiles(data: string): Promise<OutsideFile[]> {
  const files: OutsideFile[] = [];
  for (const entry of await outsideEntries(data)) await collect(data, entry, files);
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Whether a path below a data folder is a connector's: what is Mainstay's own comes by no other way. */
export function isOutside(file: string): boolean {
  const [first = ""] = file.split("/");
  return !own.some(({ pattern }) => pattern.test(first));
}

/** Copies what lies there now over what a backup knew of it. */
export async function carryOutside(from: string, to: string): Promise<boolean> {
  const entries = await outsideEntries(from);
  for (const { name } of entries) {
    const place = path.join(to, name);
    await cp(path.join(from, name), place, { recursive: true, preserveTimestamps: true });
  }
  return entries.length > 0;
}

async function outsideEntries(data: string): Promise<Dirent[]> {
  const entries = await readdir(data, { withFileTypes: true });
  return entries.filter(({ name }) => !own.some(({ pattern }) => pattern.test(name)));
}

/** Links are left where they are: what they lead to lies elsewhere. */
async function collect(data: string, entry: Dirent, files: OutsideFile[]): Promise<void> {
  const place = path.join(entry.parentPath, entry.name);
  if (entry.isDirectory()) {
    for (const inside of await readdir(place, { withFileTypes: true })) {
      await collect(data, inside, files);
    }
  } else if (entry.isFile()) {
    const relative = path.relative(data, place).split(path.sep).join("/");
    files.push({ path: relative, read: () => readFile(place) });
  }
}
