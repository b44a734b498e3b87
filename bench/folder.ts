import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs `work` in a folder of its own beside the sources, on their disk: the system's temporary folder
 * is often memory, where a sync costs nothing.
 */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const root = join(import.meta.dirname, "..", ".tmp");
  mkdirSync(root, { recursive: true });
  const folder = mkdtempSync(join(root, "bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
