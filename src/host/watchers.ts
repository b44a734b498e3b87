import { type FSWatcher, watch } from "node:fs";
import type { Watchers } from "../engine/intake/intake.ts";

/** A change is told once things have been still for this long: a file being copied is many changes. */
const stillMs = 150;

/** Folders watched by the operating system; a folder that cannot be watched is read at start and wake. */
export function folderWatchers(onFault: (error: unknown, doing: string) => void): Watchers {
  return {
    watch(folder, changed) {
      let timer: NodeJS.Timeout | null = null;
      let watcher: FSWatcher | null = null;
      try {
        watcher = watch(folder, { persistent: false }, () => {
          if (timer !== null) clearTimeout(timer);
          timer = setTimeout(changed, stillMs);
        });
        watcher.on("error", (error) => onFault(error, `watching "${folder}"`));
      } catch (error) {
        onFault(error, `watching "${folder}"`);
      }
      return () => {
        if (timer !== null) clearTimeout(timer);
        watcher?.close();
      };
    },
  };
}
