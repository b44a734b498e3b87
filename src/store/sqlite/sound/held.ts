import { closeSync, openSync, realpathSync } from "node:fs";

/**
 * Descriptors of files that SQLite has open in this process too.
 *
 * HF1 The locks of SQLite belong to the process, and fall with the first descriptor of the file that
 *     it closes. Ours is closed only after the last connection of ours to that file.
 */
export type Held = {
  readonly file: number;
  /** True where this process had the file open already. */
  readonly again: boolean;
  release(): void;
};

const open = new Map<string, { file: number; uses: number }>();

export function hold(path: string): Held {
  const place = realpathSync(path);
  const known = open.get(place);
  const entry = known ?? { file: openSync(place, "r"), uses: 0 };
  open.set(place, entry);
  entry.uses += 1;
  let released = false;
  return {
    file: entry.file,
    again: known !== undefined,
    release() {
      if (released) return;
      released = true;
      entry.uses -= 1;
      if (entry.uses > 0) return;
      open.delete(place);
      closeSync(entry.file);
    },
  };
}
