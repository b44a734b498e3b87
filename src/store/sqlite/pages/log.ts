import { closeSync, openSync, readSync } from "node:fs";
import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import { errorCode } from "../../../value/error-code.ts";

/**
 * SQLite's write-ahead log, read beside SQLite by its published format: which pages it holds, and
 * whether it is as it was written.
 *
 * LO1 Only frames of whole commits count, and only as far as every checksum from the head on holds:
 *     exactly what SQLite itself would take up.
 * LO2 What stands behind the last whole commit and bears the same salts was written to this log too.
 *     One commit of that kind may be a last write that a power cut tore; two were acknowledged.
 * LO3 The log may be opened and closed at will: SQLite keeps its locks on other files.
 */
export const pageBytes = 4096;

const headBytes = 32;
const frameHeadBytes = 24;
const frameBytes = frameHeadBytes + pageBytes;
const magic = 0x37_7f_06_82;
const framesAtOnce = 16;

/** Checksums are taken over words in the order of the machine that began the log. */
const littleEndian = endianness() === "LE";

type Sum = { a: number; b: number };
type Place = Sum & { at: number };

export class Log {
  /** The sum of the last committed content of each page. */
  readonly pages = new Map<number, number>();
  /** Pages of the whole file after the last commit; 0 where the log holds none. */
  size = 0;
  /** Frames of whole commits. */
  frames = 0;
  readonly #path: string;
  readonly #room = Buffer.alloc(framesAtOnce * frameBytes);
  #head: Buffer = Buffer.alloc(0);
  #swapped = false;
  /** Behind the last whole commit. */
  #end: Place = { at: headBytes, a: 0, b: 0 };

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes up what was committed since the last call. */
  follow(): void {
    this.#reading((file) => {
      const head = Buffer.alloc(headBytes);
      const length = file === null ? 0 : readSync(file, head, 0, headBytes, 0);
      if (!head.equals(this.#head)) this.#begin(head);
      if (file !== null && length === headBytes && this.#sound) this.#take(file);
    });
  }

  /** LO2: commits behind the last whole one. An owner elsewhere may go on writing meanwhile. */
  beyond(): number {
    for (;;) {
      const commits = this.#commitsBeyond();
      const [head, frames] = [this.#head, this.frames];
      if (commits < 2) return commits;
      this.follow();
      if (head.equals(this.#head) && frames === this.frames) return commits;
    }
  }

  #commitsBeyond(): number {
    return this.#reading((file) => {
      if (file === null) return 0;
      let salts = this.#sound ? this.#head.subarray(16, 24) : null;
      let commits = 0;
      for (const { frame } of this.#framesFrom(file, this.#end.at)) {
        salts ??= Buffer.from(frame.subarray(8, 16));
        if (frame.subarray(8, 16).equals(salts) && frame.readUInt32BE(4) !== 0) commits += 1;
      }
      return commits;
    });
  }

  get #sound(): boolean {
    return this.#head.length > 0;
  }

  #begin(head: Buffer): void {
    this.pages.clear();
    this.size = 0;
    this.frames = 0;
    this.#head = Buffer.alloc(0);
    const kind = head.readUInt32BE(0);
    this.#swapped = (kind === magic) !== littleEndian;
    const sum = this.#summed({ a: 0, b: 0 }, head.subarray(0, 24));
    this.#end = { at: headBytes, ...sum };
    const known = (kind & ~1) === magic && head.readUInt32BE(8) === pageBytes;
    if (known && holds(sum, head, 24)) this.#head = head;
  }

  #take(file: number): void {
    let { a, b }: Sum = this.#end;
    let frames = this.frames;
    const open = new Map<number, number>();
    for (const { frame, at } of this.#framesFrom(file, this.#end.at)) {
      if (!frame.subarray(8, 16).equals(this.#head.subarray(16, 24))) return;
      const page = frame.subarray(frameHeadBytes);
      ({ a, b } = this.#summed(this.#summed({ a, b }, frame.subarray(0, 8)), page));
      if (!holds({ a, b }, frame, 16)) return;
      frames += 1;
      open.set(frame.readUInt32BE(0), crc32(page));
      const size = frame.readUInt32BE(4);
      if (size === 0) continue;
      for (const [number, sum] of open) this.pages.set(number, sum);
      open.clear();
      this.size = size;
      this.frames = frames;
      this.#end = { at: at + frameBytes, a, b };
    }
  }

  *#framesFrom(file: number, from: number): Generator<{ frame: Buffer; at: number }> {
    for (let at = from; ; at += this.#room.length) {
      const length = readSync(file, this.#room, 0, this.#room.length, at);
      for (let i = 0; i + frameBytes <= length; i += frameBytes) {
        yield { frame: this.#room.subarray(i, i + frameBytes), at: at + i };
      }
      if (length < this.#room.length) return;
    }
  }

  /** `bytes` stand at a multiple of eight, and so do their words. */
  #summed({ a, b }: Sum, bytes: Buffer): Sum {
    const ordered = this.#swapped ? Buffer.from(bytes).swap32() : bytes;
    const words = new Int32Array(ordered.buffer, ordered.byteOffset, ordered.length / 4);
    // Taken apart as a list, these would be of no known kind, and the sum take five times as long.
    let s = a;
    let t = b;
    for (let i = 0; i < words.length; i += 2) {
      s = (s + (words[i] ?? 0) + t) | 0;
      t = (t + (words[i + 1] ?? 0) + s) | 0;
    }
    return { a: s, b: t };
  }

  #reading<T>(read: (file: number | null) => T): T {
    const file = openIfThere(this.#path);
    try {
      return read(file);
    } finally {
      if (file !== null) closeSync(file);
    }
  }
}

function holds({ a, b }: Sum, bytes: Buffer, at: number): boolean {
  return bytes.readInt32BE(at) === a && bytes.readInt32BE(at + 4) === b;
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, "r");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}
