import { open, rename } from "node:fs/promises";
import path from "node:path";
import { makeFolder, syncFolder } from "../folder.ts";

/** Puts bytes at a path, whole or not at all, synced when the promise resolves. */
export async function replace(file: string, bytes: Uint8Array): Promise<void> {
  await makeFolder(path.dirname(file));
  const partial = `${file}.partial`;
  const handle = await open(partial, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
  await syncFolder(path.dirname(file));
}
