import { type FileHandle, open, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { ofBytes } from "../../value/digest.ts";
import { ConnectorError } from "../contract.ts";
import { makeFolder, syncFolder } from "../folder.ts";
import { type Book, bookOf, extended } from "./book.ts";

/**
 * The journal as a file, which the operator's editor shares.
 *
 * JF1 An entry stands in it whole or not at all: its bytes and place are noted and synced in
 *     "<journal>.pending" first, then appended and synced, then the note is emptied. After a crash
 *     in between, a whole entry stands and a torn one is cut. One that stands is written again and
 *     synced before it counts: after a failed sync, or a crash before it, only memory may hold it.
 * JF2 Only a tail of the noted bytes is ever cut, which may lack its end, and hold zeros where a power
 *     cut kept nothing. Whatever else stands there is the operator's.
 * JF3 What was read stays valid while the file is the same (device's file number, size, times). An
 *     append of ours adds to it; any other change reads the file anew.
 */
export class JournalFile {
  readonly path: string;
  #book: Book | null = null;
  #sound = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(file: string) {
    this.path = file;
  }

  /** One at a time, in order: reading and appending are one act. */
  exclusive<T>(act: (journal: JournalFile) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => act(this));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Only inside `exclusive`. */
  async read(): Promise<Book> {
    if (!this.#sound) await this.#recover();
    const mark = await fingerprint(this.path);
    if (this.#book === null || this.#book.mark !== mark) {
      const bytes = mark === "" ? Buffer.alloc(0) : await readFile(this.path);
      this.#book = bookOf(mark, bytes);
    }
    return this.#book;
  }

  /** Only inside `exclusive`. `text` is whole lines; what stands before is left as it is. */
  async append(text: string): Promise<void> {
    const book = await this.read();
    const gap = book.size === 0 ? "" : book.endsLine ? "\n" : "\n\n";
    const block = Buffer.from(gap + text, "utf8");
    try {
      await this.#note(book.size, block);
    } catch (cause) {
      throw failure(this.path, "no", cause);
    }
    this.#sound = false;
    try {
      await appendSynced(this.path, block, book.size === 0);
    } catch (cause) {
      throw failure(this.path, await this.#cutAfterFailure(), cause);
    }
    await this.#clear();
    this.#sound = true;
    const after = extended(book, gap, text, await fingerprint(this.path));
    // Another size: somebody else wrote at the same moment, so all of it is read again.
    this.#book = after.mark.includes(`:${after.size}:`) ? after : null;
  }

  get #pending(): string {
    return `${this.path}.pending`;
  }

  async #note(offset: number, block: Buffer): Promise<void> {
    await makeFolder(path.dirname(this.path));
    const head = JSON.stringify({ offset, length: block.length, sha256: ofBytes(block) });
    const isNew = (await fingerprint(this.#pending)) === "";
    const handle = await open(this.#pending, "w", 0o600);
    try {
      await handle.writeFile(Buffer.concat([Buffer.from(`${head}\n`), block]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (isNew) await syncFolder(path.dirname(this.#pending));
  }

  /** Not synced: a note that comes back after a crash finds its entry whole, and is emptied again. */
  async #clear(): Promise<void> {
    const handle = await open(this.#pending, "w", 0o600);
    await handle.close();
  }

  async #recover(): Promise<"cut" | "stands" | "nothing"> {
    const note = readNote(await readFile(this.#pending).catch(absent));
    let outcome: "cut" | "stands" | "nothing" = "nothing";
    if (note !== null) {
      const bytes = (await readFile(this.path).catch(absent)) ?? Buffer.alloc(0);
      const tail = bytes.subarray(note.offset);
      if (tail.subarray(0, note.block.length).equals(note.block)) {
        await rewriteSynced(this.path, note);
        outcome = "stands";
      } else if (bytes.length >= note.offset && isTorn(tail, note.block)) {
        if (tail.length > 0) await cut(this.path, note.offset);
        outcome = "cut";
      } else outcome = "stands";
      await this.#clear();
    }
    this.#sound = true;
    this.#book = null;
    return outcome;
  }

  async #cutAfterFailure(): Promise<"no" | "maybe"> {
    try {
      return (await this.#recover()) === "cut" ? "no" : "maybe";
    } catch {
      return "maybe"; // The note stays; the next reading decides.
    }
  }
}

/** Empty for a file that is not there. */
async function fingerprint(file: string): Promise<string> {
  const found = await stat(file, { bigint: true }).catch(absent);
  if (found === null) return "";
  if (!found.isFile()) {
    throw new ConnectorError(`Cannot read the books: "${file}" is not a file`, {
      happened: "no",
      failure: "deterministic",
    });
  }
  return `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`;
}

async function appendSynced(file: string, block: Buffer, isNew: boolean): Promise<void> {
  const handle = await open(file, "a", 0o600);
  try {
    await writeWhole(handle, block);
    await handle.sync();
  } finally {
    await handle.close();
  }
  if (isNew) await syncFolder(path.dirname(file));
}

async function rewriteSynced(file: string, { offset, block }: Note): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await writeWhole(handle, block, offset);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(path.dirname(file));
}

/** At the end where no place is given. */
async function writeWhole(
  handle: FileHandle,
  block: Buffer,
  at: number | null = null,
): Promise<void> {
  let written = 0;
  while (written < block.length) {
    const place = at === null ? null : at + written;
    const { bytesWritten } = await handle.write(block, written, block.length - written, place);
    written += bytesWritten;
  }
}

async function cut(file: string, size: number): Promise<void> {
  const handle = await open(file, "r+");
  try {
    await handle.truncate(size);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

type Note = { offset: number; block: Buffer };

/** A note without its own whole bytes was never finished, so nothing was appended after it. */
function readNote(bytes: Buffer | null): Note | null {
  const end = bytes?.indexOf("\n") ?? -1;
  if (bytes === null || end === -1) return null;
  const block = bytes.subarray(end + 1);
  try {
    // Shape unknown until its digest is compared.
    const head = JSON.parse(bytes.subarray(0, end).toString("utf8")) as Record<string, unknown>;
    const { offset, sha256 } = head;
    if (typeof offset !== "number" || sha256 !== ofBytes(block)) return null;
    return { offset, block };
  } catch {
    return null;
  }
}

/**
 * A power cut keeps some sectors of what was written and not others, in any order, and can leave a file
 * longer than that: each byte is the one that was written, or zero, which text has none of.
 */
function isTorn(tail: Buffer, block: Buffer): boolean {
  return tail.every((byte, i) => byte === 0 || byte === block[i]);
}

function absent(error: unknown): null {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
  throw error;
}

function failure(file: string, happened: "no" | "maybe", cause: unknown): ConnectorError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ConnectorError(`Cannot write to the books "${file}": ${reason}`, {
    happened,
    failure: "transient",
    cause,
  });
}
