import { closeSync, fsyncSync, openSync } from "node:fs";

/**
 * Syncs a file, or a folder with the names in it. No connection of this process may have the file
 * open: closing it here would drop its locks (OD3).
 */
export function sync(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
