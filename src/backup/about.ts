import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { damaged } from "./refused.ts";
import { ifAbsent } from "./absent.ts";

/**
 * A folder of backups of one company; see `docs/backup-format.md`.
 *
 * RP1 Objects and manifests are never changed, only added and removed.
 * RP2 A manifest is written when all it names is there and synced: whatever dies before leaves a
 *     valid repository, and objects that nobody names.
 * RP3 An object that nobody names goes once it is a day old: a backup that is being made may still
 *     name it. Copies of keys go at once.
 * RP4 Ids sort by when they were made, to the millisecond: the last is the newest.
 */
export const about = z.strictObject({
  mainstay: z.literal("backups"),
  format: z.literal(1),
  workspace: z.string().min(1),
  recipient: z.string().min(1),
});
export type About = z.infer<typeof about>;

/** By which a folder of backups is known. */
export const aboutFile = "mainstay-backup.json";

export async function readAbout(folder: string): Promise<About | null> {
  const file = path.join(folder, aboutFile);
  const text = await readFile(file, "utf8").catch(ifAbsent(null));
  if (text === null) return null;
  try {
    return about.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(`"${file}" is spoilt, or of a newer Mainstay`, error);
  }
}
