import { link, open, readdir, readFile, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { ConnectorError } from "../contract.ts";
import { errorCode } from "../../value/error-code.ts";
import { makeFolder, syncFolder } from "../folder.ts";

/**
 * A maildir into which mails are put, each under a name of its own.
 *
 * OB1 A mail appears whole or not at all: written and synced in tmp/, then linked into new/.
 * OB2 A name is taken once: linking fails where the name exists, whatever a crash left behind.
 * OB3 A mail that a mail program moved to cur/ is still found, so that absence proves something.
 * OB4 What is found is synced before it is told: who put it may have died, or met an error, before that.
 * OB5 Nothing in new/ or cur/ is ever changed or deleted.
 */
export class Outbox {
  readonly folder: string;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(folder: string): Promise<Outbox> {
    await makeFolder(folder);
    for (const part of ["tmp", "new", "cur"]) await makeFolder(path.join(folder, part));
    return new Outbox(folder);
  }

  /** The bytes that stand under the name; null if it is not taken. */
  async find(name: string): Promise<Buffer | null> {
    const fresh = await readable(path.join(this.folder, "new", name));
    if (fresh !== null) {
      await syncFolder(path.join(this.folder, "new"));
      return fresh;
    }
    // A folder that is gone proves nothing about the mail: this throws, and so does the last look.
    for (const file of await readdir(path.join(this.folder, "cur"))) {
      if (file === name || file.startsWith(`${name}:`)) {
        return readable(path.join(this.folder, "cur", file));
      }
    }
    await stat(path.join(this.folder, "new"));
    return null;
  }

  /** False if the name was taken already. */
  put(name: string, bytes: Uint8Array): Promise<boolean> {
    const mine = this.#turn.then(() => this.#put(name, bytes));
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #put(name: string, bytes: Uint8Array): Promise<boolean> {
    const draft = path.join(this.folder, "tmp", name);
    let linked = false;
    try {
      if ((await this.find(name)) !== null) return false;
      await write(draft, bytes);
      try {
        await link(draft, path.join(this.folder, "new", name));
        linked = true;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
      }
      await syncFolder(path.join(this.folder, "new"));
      await unlink(draft);
      return linked;
    } catch (error) {
      throw new ConnectorError(`Cannot put the mail into "${this.folder}": ${reason(error)}`, {
        happened: linked ? "maybe" : "no",
        failure: "transient",
        cause: error,
      });
    }
  }

  async count(): Promise<number> {
    return (await readdir(path.join(this.folder, "new"))).filter((f) => !f.startsWith(".")).length;
  }
}

async function write(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readable(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "the folder is gone; put it back",
  ENOTDIR: "it is no folder",
  EACCES: "it may not be written; allow writing it",
  EROFS: "the disk may only be read",
  ENOSPC: "the disk is full; free some space",
};

export function reason(error: unknown): string {
  return reasons[errorCode(error)] ?? (error instanceof Error ? error.message : String(error));
}
