import { open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../../value/error-code.ts";
import * as messageId from "../message-id.ts";
import { dated, endOfHeaders, readHeaders } from "../mail-headers.ts";

/** One file of a mailbox, known by its head alone. */
export type Entry = {
  path: string;
  /** Its name without a maildir's flags: stays when it is moved from new/ to cur/. */
  name: string;
  /** Put there whole: it stands in a maildir. */
  delivered: boolean;
  size: number;
  mtimeMs: number;
  messageId: string | null;
  occurredAt: number;
};

/** Folders that hold the mails: a maildir's two, or a flat folder itself. */
export async function folders(folder: string): Promise<{ maildir: boolean; in: string[] }> {
  const maildir = ["new", "cur"].map((name) => path.join(folder, name));
  const present = await Promise.all(maildir.map(isFolder));
  return present.includes(true)
    ? { maildir: true, in: maildir.filter((_, i) => present[i]) }
    : { maildir: false, in: [folder] };
}

/**
 * Reads the heads of a mailbox, oldest first. Heads are remembered, so that looking again costs one
 * `stat` a file. Nothing is ever written, moved or deleted.
 */
export class Mailbox {
  readonly folder: string;
  #known = new Map<string, Entry>();

  constructor(folder: string) {
    this.folder = folder;
  }

  async entries(): Promise<readonly Entry[]> {
    const { maildir, in: places } = await folders(this.folder);
    const known = new Map<string, Entry>();
    for (const place of places) {
      for (const file of await readdir(place)) {
        if (file.startsWith(".") || (!maildir && !/\.eml$/i.test(file))) continue;
        const entry = await this.#entry(
          path.join(place, file),
          file.replace(/:2,.*$/, ""),
          maildir,
        );
        if (entry !== null) known.set(entry.path, entry);
      }
    }
    this.#known = known;
    return [...known.values()].toSorted(
      (a, b) => a.occurredAt - b.occurredAt || (a.name < b.name ? -1 : 1),
    );
  }

  async #entry(file: string, name: string, delivered: boolean): Promise<Entry | null> {
    try {
      const found = await stat(file);
      if (!found.isFile()) return null;
      const { size, mtimeMs } = found;
      const known = this.#known.get(file);
      if (known?.size === size && known.mtimeMs === mtimeMs) return known;
      const headers = readHeaders(await head(file));
      const { sent, seen } = dated(headers);
      const id = messageId.normalise(headers.first("message-id") ?? "");
      const occurredAt = sent ?? seen ?? 0;
      return { path: file, name, delivered, size, mtimeMs, messageId: id, occurredAt };
    } catch (error) {
      if (errorCode(error) === "ENOENT") return null;
      if (errorCode(error) !== "EACCES") throw error;
      // Listed all the same: a mail that cannot be opened is not one that never came.
      return { path: file, name, delivered, size: 0, mtimeMs: 0, messageId: null, occurredAt: 0 };
    }
  }
}

const chunk = 32 * 1024;
const mostHead = 512 * 1024;

/** The head of a mail's file, and whatever stands behind it in the same piece. */
export async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    for (let size = chunk; ; size *= 4) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, 0);
      const bytes = buffer.subarray(0, bytesRead);
      if (endOfHeaders(bytes) !== null || bytesRead < size || size >= mostHead) return bytes;
    }
  } finally {
    await handle.close();
  }
}

async function isFolder(folder: string): Promise<boolean> {
  try {
    return (await stat(folder)).isDirectory();
  } catch {
    return false;
  }
}
