import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { ifAbsent } from "./absent.ts";
import { writeDurably } from "./durable.ts";
import { BackupRefused } from "./refused.ts";

/**
 * By which a folder of backups is known, and whose they are.
 *
 * AF1 It never changes, and holds nothing that is not known elsewhere: the company stands in every
 *     manifest, the recipient in the company's data folder and in the identity. So one that is spoilt
 *     or lost is made again where the recipient is known, and keeps nothing from being restored.
 */
const format = z.strictObject({
  mainstay: z.literal("backups"),
  format: z.literal(1),
  workspace: z.string().min(1),
  recipient: z.string().min(1),
});
export type About = z.infer<typeof format>;
export type Own = Pick<About, "workspace" | "recipient">;

export const aboutFile = "mainstay-backup.json";

export function aboutOf({ workspace, recipient }: Own): About {
  return { mainstay: "backups", format: 1, workspace, recipient };
}

/** Null where the folder holds no backups, or is not there. */
export async function readAbout(folder: string): Promise<About | null> {
  const text = await readFile(path.join(folder, aboutFile), "utf8").catch(ifAbsent(null));
  if (text === null) {
    if ((await companyOf(folder)) === null) return null;
    throw aboutSpoilt(folder, "is missing");
  }
  try {
    return format.parse(JSON.parse(text));
  } catch (error) {
    throw aboutSpoilt(folder, "is spoilt, or of a newer Mainstay", error);
  }
}

export async function writeAbout(folder: string, about: About): Promise<void> {
  await writeDurably(path.join(folder, aboutFile), Buffer.from(`${JSON.stringify(about)}\n`));
}

/** AF1: as its newest manifest says that can be read. Whether that is true, its signature says. */
export async function companyOf(folder: string): Promise<string | null> {
  const names = await readdir(path.join(folder, "snapshots")).catch(ifAbsent<string[]>([]));
  for (const name of names
    .filter((each) => each.endsWith(".json"))
    .toSorted()
    .toReversed()) {
    const text = await readFile(path.join(folder, "snapshots", name), "utf8");
    const company = /^ "workspace": "([^"\\]+)",$/m.exec(text)?.[1];
    if (company !== undefined) return company;
  }
  return null;
}

const code = "backup_about_damaged";

export function isAboutSpoilt(error: unknown): boolean {
  return error instanceof BackupRefused && error.code === code;
}

function aboutSpoilt(folder: string, what: string, cause?: unknown): BackupRefused {
  return new BackupRefused(
    code,
    `Cannot use the backups in "${folder}": "${aboutFile}" ${what}, which says whose they are; copy it from another copy of that folder, where it is the same. The next backup makes it again where the company lives, and a restore with --identity goes on without it`,
    cause,
  );
}
