import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";
import { errorCode } from "../../../value/error-code.ts";

/**
 * `pages.sum`: what each page of the ledger's file must be, as far as SQLite's log does not hold it.
 *
 * PS1 Sums are written, and synced, before the pages they speak of are copied back from the log.
 *     Until the log is gone those pages are judged by the log, so a write of sums that a power cut
 *     tore harms nothing: every sum it could touch is of a page in the log.
 * PS2 What was acknowledged is marked after its commit was synced, and the mark itself is not synced:
 *     after a power cut it may be too low, never too high.
 * PS3 The head and the mark bear sums of their own. A spoilt sum of a page cannot pass for a sound one:
 *     it differs from the page.
 */
export type Kept = {
  /** Moves with every write of sums, for those who look while an owner works. */
  generation: number;
  /** Pages of the whole file. */
  size: number;
  sums: Uint32Array;
  /** Null where the mark is spoilt. */
  acknowledged: Acknowledged | null;
};

/** The highest event that was told to be safe, and how often settings were. */
export type Acknowledged = { seq: number; meta: number };

const magic = Buffer.from("MSPAGES1");
const headBytes = 20;
const markAt = 512;
const markBytes = 16;
const sumsAt = 4096;
/** Written together: as many sums as a page of the disk holds. */
const blockSums = 1024;

/** Null where there are none, or none that can be trusted. */
export function readSums(path: string): Kept | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
  const head = bytes.subarray(0, headBytes);
  if (bytes.length < sumsAt || !head.subarray(0, 8).equals(magic) || !closed(head)) return null;
  const size = head.readUInt32LE(12);
  const room = Math.floor((bytes.length - sumsAt) / 4);
  if (room < size) return null;
  const sums = new Uint32Array(size);
  for (let i = 0; i < size; i += 1) sums[i] = bytes.readUInt32LE(sumsAt + 4 * i);
  const mark = bytes.subarray(markAt, markAt + markBytes);
  const acknowledged = closed(mark)
    ? { seq: Number(mark.readBigUInt64LE(0)), meta: mark.readUInt32LE(8) }
    : null;
  return { generation: head.readUInt32LE(8), size, sums, acknowledged };
}

/** Writes all of them anew, beside what may stand there, and puts them in its place. */
export function writeSums(path: string, kept: Kept): void {
  const blocks = Math.max(1, Math.ceil(kept.size / blockSums));
  const bytes = Buffer.alloc(sumsAt + blocks * blockSums * 4);
  headOf(kept.generation, kept.size).copy(bytes, 0);
  markOf(kept.acknowledged ?? { seq: 0, meta: 0 }).copy(bytes, markAt);
  kept.sums.forEach((sum, i) => bytes.writeUInt32LE(sum, sumsAt + 4 * i));
  const aside = `${path}.new`;
  const file = openSync(aside, "w", 0o600);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(aside, path);
  syncFolder(dirname(path));
}

/** For the owner. Nothing is remembered beside the file: a second one sees what the first wrote. */
export class PageSums {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "r+");
  }

  /** Synced when it returns (PS1). */
  put(pages: ReadonlyMap<number, number>, size: number): void {
    const blocks = Map.groupBy(pages.keys(), (page) => Math.floor((page - 1) / blockSums));
    for (const [block, members] of blocks) {
      const bytes = Buffer.alloc(blockSums * 4);
      const at = sumsAt + block * bytes.length;
      readSync(this.#file, bytes, 0, bytes.length, at);
      for (const page of members) {
        bytes.writeUInt32LE(pages.get(page) ?? 0, ((page - 1) % blockSums) * 4);
      }
      writeSync(this.#file, bytes, 0, bytes.length, at);
    }
    const head = Buffer.alloc(headBytes);
    readSync(this.#file, head, 0, headBytes, 0);
    const generation = (head.readUInt32LE(8) + 1) >>> 0;
    writeSync(this.#file, headOf(generation, size), 0, headBytes, 0);
    fdatasyncSync(this.#file);
  }

  /** PS2. */
  acknowledge(acknowledged: Acknowledged): void {
    writeSync(this.#file, markOf(acknowledged), 0, markBytes, markAt);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function headOf(generation: number, size: number): Buffer {
  const head = Buffer.alloc(headBytes);
  magic.copy(head);
  head.writeUInt32LE(generation, 8);
  head.writeUInt32LE(size, 12);
  return close(head);
}

function markOf({ seq, meta }: Acknowledged): Buffer {
  const mark = Buffer.alloc(markBytes);
  mark.writeBigUInt64LE(BigInt(seq), 0);
  mark.writeUInt32LE(meta, 8);
  return close(mark);
}

/** The last four bytes are a sum over those before them. */
function close(bytes: Buffer): Buffer {
  bytes.writeUInt32LE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes;
}

function closed(bytes: Buffer): boolean {
  return bytes.readUInt32LE(bytes.length - 4) === crc32(bytes.subarray(0, -4));
}

export function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
