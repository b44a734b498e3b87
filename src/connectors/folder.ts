import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../value/error-code.ts";

/**
 * Makes a folder whose name survives a power cut, with whatever is missing on the way to it. Its
 * parent is synced also where the folder is there: who made it may have died before that.
 */
export async function makeFolder(folder: string, mode = 0o777): Promise<void> {
  const first = await mkdir(folder, { recursive: true, mode });
  for (let made = folder; ; made = path.dirname(made)) {
    try {
      await syncFolder(path.dirname(made));
    } catch (error) {
      // Who may not read a folder cannot sync it.
      if (errorCode(error) !== "EACCES") throw error;
    }
    if (first === undefined || made === first || made === path.dirname(made)) return;
  }
}

/** A new name is durable only when its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
