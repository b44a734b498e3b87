import { mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";

/** How much is written between two syncs: what waits to be synced never grows long enough to hold up others. */
const stretch = 1 << 20;

/** Marks what was being written when a process died. */
export const aside = ".part";

/** Written aside, synced, renamed: under its name a file stands whole or not at all. */
export async function writeDurably(
  file: string,
  bytes: Uint8Array,
  pace: () => Promise<void> = async () => {},
): Promise<void> {
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}${aside}`;
  try {
    const handle = await open(part, "w", 0o600);
    try {
      for (let at = 0; at < bytes.byteLength; at += stretch) {
        await handle.writeFile(bytes.subarray(at, at + stretch));
        await handle.datasync();
        await pace();
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
