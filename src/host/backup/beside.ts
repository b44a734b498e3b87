import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { acquire, type OwnerLock } from "../../store/sqlite/owner-lock.ts";

/**
 * The folder beside a data folder in which a company is restored.
 *
 * BE1 Whoever restores holds its lock, which ends with the process (OL1): a process id tells neither
 *     that one that was killed is gone, nor that it is still the same.
 * BE2 What nobody holds is left over, and the next restore into the same data folder removes it.
 */
const mark = ".restoring-";

export async function makeBeside(data: string): Promise<{ folder: string; lock: OwnerLock }> {
  await removeLeftovers(data);
  const folder = `${data}${mark}${process.pid}-${randomUUID().slice(0, 8)}`;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await acquire(folder);
  if ("heldBy" in lock) throw new Error(`Cannot restore: somebody else holds "${folder}"`);
  return { folder, lock };
}

async function removeLeftovers(data: string): Promise<void> {
  const parent = path.dirname(data);
  const begins = `${path.basename(data)}${mark}`;
  const names = existsSync(parent) ? await readdir(parent) : [];
  for (const name of names.filter((each) => each.startsWith(begins))) {
    if (!/^\d+-[0-9a-f]{8}$/.test(name.slice(begins.length))) continue;
    const folder = path.join(parent, name);
    const lock = await acquire(folder);
    if ("heldBy" in lock) continue;
    lock.release();
    await rm(folder, { recursive: true, force: true });
  }
}
