import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { Item, Kind } from "./manifest.ts";
import { staysBelow } from "./names.ts";

type What = { kind: Kind; count: number; reference?: string };

/**
 * The folder of an export while it is written: every file once, private, synced, and noted with its
 * size and digest as they were written.
 */
export class ExportFolder {
  readonly root: string;
  readonly items: Item[] = [];
  readonly #taken = new Set<string>();

  constructor(root: string) {
    this.root = root;
  }

  async write(file: string, what: What, bytes: Uint8Array | string): Promise<void> {
    const writing = await this.begin(file);
    await writing.add(typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    await writing.end(what);
  }

  /** A file as it lies elsewhere, in pieces. */
  async copy(from: string, file: string, what: What): Promise<void> {
    const writing = await this.begin(file);
    for await (const piece of createReadStream(from)) await writing.add(piece as Uint8Array);
    await writing.end(what);
  }

  /** For what is written piece by piece; `end` notes it. */
  async begin(file: string): Promise<Writing> {
    if (!staysBelow(file) || this.#taken.has(file.toLowerCase())) {
      throw new Error(`Cannot export to "${file}": the name is taken, or is none`);
    }
    // Some file systems do not tell large letters from small ones.
    this.#taken.add(file.toLowerCase());
    const place = path.join(this.root, file);
    await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
    const note = (item: Item) => void this.items.push(item);
    return new Writing(file, await open(place, "wx", 0o600), note);
  }
}

/** One file while it is written. Where that fails the folder is thrown away, and the process ends. */
export class Writing {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #note: (item: Item) => void;
  readonly #hash = createHash("sha256");
  #bytes = 0;

  constructor(file: string, handle: FileHandle, note: (item: Item) => void) {
    this.#path = file;
    this.#file = handle;
    this.#note = note;
  }

  async add(bytes: Uint8Array): Promise<void> {
    try {
      this.#hash.update(bytes);
      this.#bytes += bytes.byteLength;
      await this.#file.writeFile(bytes);
    } catch (error) {
      await this.#file.close();
      throw error;
    }
  }

  async end(what: What): Promise<void> {
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
    const sha256 = this.#hash.digest("hex");
    this.#note({ path: this.#path, ...what, bytes: this.#bytes, sha256 });
  }
}
