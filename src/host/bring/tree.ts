import { constants, type Dirent } from "node:fs";
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Unreadable } from "../../bring/unreadable.ts";
import { errorCode } from "../../value/error-code.ts";
import { readable } from "./readable.ts";

/** A file below what she names, or what lies there and is none. */
export type Leaf = {
  name: string;
  file: string;
  /** She named it herself. */
  named: boolean;
} & ({ wanted: true } | { wanted: false; reason: string });

const deepest = 30;
const mostFiles = 1_000_000;

/**
 * The files that are meant by a file or a folder, in the order of their names.
 *
 * TR1 No link in a folder is followed, and nothing but files is opened: who names a folder means what lies
 *     in it.
 * TR2 What is hidden, and files of other kinds, are passed over.
 */
export async function leavesOf(
  root: string,
  isWanted: (name: string) => boolean,
): Promise<{ folder: boolean; leaves: Leaf[] }> {
  const about = await readable(root, () => stat(root));
  if (about.isFile()) {
    return {
      folder: false,
      leaves: [{ name: path.basename(root), file: root, named: true, wanted: true }],
    };
  }
  return readable(root, async () => {
    if (!about.isDirectory()) throw new Unreadable("it is neither a file nor a folder");
    const leaves: Leaf[] = [];
    await walk(root, "", 0);
    return { folder: true, leaves };

    async function walk(folder: string, below: string, depth: number): Promise<void> {
      const entries = await readdir(folder, { withFileTypes: true });
      const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of sorted) {
        if (entry.name.startsWith(".")) continue;
        const name = below === "" ? entry.name : `${below}/${entry.name}`;
        const file = path.join(folder, entry.name);
        if (entry.isDirectory() && depth < deepest) await walk(file, name, depth + 1);
        // A link without an ending may lead to a folder of what is wanted.
        else if (!isWanted(name) && (entry.isFile() || path.extname(name) !== "")) continue;
        else leaves.push(leafOf(entry, name, file));
        if (leaves.length > mostFiles) {
          throw new Unreadable(`it holds more than ${mostFiles} files; name a part of it`);
        }
      }
    }
  });
}

function leafOf(entry: Dirent, name: string, file: string): Leaf {
  if (entry.isFile()) return { name, file, named: false, wanted: true };
  const reason = entry.isDirectory()
    ? `it lies deeper than ${deepest} folders; name that folder itself`
    : entry.isSymbolicLink()
      ? isLink
      : "it is no file";
  return { name, file, named: false, wanted: false, reason };
}

/** The bytes of a file that has at most so many, or why they cannot be had. */
export async function bytesOf(leaf: Leaf, most: number): Promise<Buffer | string> {
  const opened = await openOf(leaf);
  if (typeof opened === "string") return opened;
  try {
    const { size } = await opened.stat();
    return size > most ? `it is larger than ${most >> 20} MB; part it` : await opened.readFile();
  } finally {
    await opened.close();
  }
}

/** The file, open to be read, or why it cannot be. */
export async function openOf({ file, named }: Leaf): Promise<FileHandle | string> {
  // A pipe or a link that took a file's place since is not waited for, or followed.
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (named ? 0 : constants.O_NOFOLLOW);
  try {
    const opened = await open(file, flags);
    if ((await opened.stat()).isFile()) return opened;
    await opened.close();
    return "it is no file any more";
  } catch (error) {
    const reason = reasons[errorCode(error)];
    if (reason === undefined) throw error;
    return reason;
  }
}

const isLink = "it is a link; name what it leads to itself";
const reasons: Readonly<Record<string, string>> = {
  EACCES: "it may not be opened; see who may read it",
  EPERM: "it may not be opened; see who may read it",
  ENOENT: "it is gone",
  ELOOP: isLink,
};
