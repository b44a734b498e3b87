import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { remedy } from "../../ledger/codec.ts";
import { Damaged } from "../../ledger/store.ts";
import { errorCode } from "../../value/error-code.ts";
import { ofBytes } from "../../value/digest.ts";

/**
 * Files named by the SHA-256 of their bytes: `blobs/ab/abcd…`.
 *
 * BL1 Written aside, synced, renamed, and the folders synced: when `put` answers, a power cut keeps
 *     the file, and a file under its final name is always whole.
 * BL2 What is read is compared with its name; other bytes are Damaged, never served.
 * BL3 Putting again bytes that the disk has spoilt writes them afresh.
 */
export class Blobs {
  readonly #folder: string;
  readonly #aside: string;
  /** Known to be synced; bounded, since forgetting one only costs a sync. */
  readonly #synced = new Set<string>();
  readonly #syncedFolders = new Set<string>();
  #written = 0;

  constructor(folder: string) {
    this.#folder = join(folder, "blobs");
    this.#aside = join(this.#folder, "tmp");
  }

  /** For the owner, at its start: what a crash left aside is nobody's. */
  prepare(): void {
    rmSync(this.#aside, { recursive: true, force: true });
    mkdirSync(this.#aside, { recursive: true, mode: 0o700 });
    for (const folder of [this.#folder, dirname(this.#folder)]) {
      const file = openSync(folder, "r");
      fsyncSync(file);
      closeSync(file);
    }
  }

  async put(bytes: Uint8Array): Promise<string> {
    const digest = ofBytes(bytes);
    if (this.#synced.has(digest)) return digest;
    const path = this.#path(digest);
    const folder = dirname(path);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (!(await holds(path, digest))) {
      this.#written += 1;
      const aside = join(this.#aside, `${digest}.${this.#written}`);
      await write(aside, bytes);
      await rename(aside, path);
    }
    await syncFolder(folder);
    if (!this.#syncedFolders.has(folder)) {
      await syncFolder(this.#folder);
      this.#syncedFolders.add(folder);
    }
    if (this.#synced.size >= 10_000) this.#synced.clear();
    this.#synced.add(digest);
    return digest;
  }

  async get(digest: string): Promise<Uint8Array | null> {
    try {
      return intact(await readFile(this.#path(digest)), digest);
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  /** For a value whose row says that the file is there. */
  read(digest: string): Uint8Array {
    try {
      return intact(readFileSync(this.#path(digest)), digest);
    } catch (error) {
      if (!isAbsent(error)) throw error;
      throw new Damaged(`Cannot read file "${digest}": it is missing; ${remedy}`, { cause: error });
    }
  }

  /** Of a file; 0 where it is missing. */
  size(digest: string): number {
    return statSync(this.#path(digest), { throwIfNoEntry: false })?.size ?? 0;
  }

  async *names(): AsyncIterable<string> {
    for (const folder of await entriesOf(this.#folder)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const name of await entriesOf(join(this.#folder, folder))) {
        if (isDigest(name)) yield name;
      }
    }
  }

  async drop(digest: string): Promise<void> {
    const path = this.#path(digest);
    this.#synced.delete(digest);
    try {
      await rm(path);
    } catch (error) {
      if (isAbsent(error)) return;
      throw error;
    }
    await syncFolder(dirname(path));
  }

  #path(digest: string): string {
    if (!isDigest(digest)) {
      throw new Error(`Cannot find a file: "${digest}" is no SHA-256 digest`);
    }
    return join(this.#folder, digest.slice(0, 2), digest);
  }
}

/** Empty where there is no such folder. */
async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

export function isDigest(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

function intact(bytes: Uint8Array, digest: string): Uint8Array {
  if (ofBytes(bytes) === digest) return bytes;
  throw new Damaged(`Cannot read file "${digest}": its bytes have changed; ${remedy}`);
}

async function holds(path: string, digest: string): Promise<boolean> {
  try {
    return ofBytes(await readFile(path)) === digest;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function isAbsent(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}
