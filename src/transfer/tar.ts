import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, stat } from "node:fs/promises";
import path from "node:path";
import { Damaged } from "../ledger/store.ts";
import { remedy } from "./history.ts";
import { staysBelow } from "./names.ts";

/**
 * A folder as one file that every tar reads (POSIX.1-2001): plain files only, private, each with its
 * whole name in a pax header where the old field has no room for it.
 *
 * TA1 What is read is never trusted: names stay below the folder, links and devices are refused, and
 *     an archive that ends early is Damaged.
 */
const block = 512;
const piece = 1 << 20;

export async function pack(folder: string, file: string): Promise<void> {
  const to = await open(file, "wx", 0o600);
  try {
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    for (const name of names.toSorted()) await packOne(to, folder, name);
    await to.writeFile(new Uint8Array(2 * block));
    await to.sync();
  } finally {
    await to.close();
  }
}

async function packOne(to: FileHandle, folder: string, name: string): Promise<void> {
  const place = path.join(folder, name);
  const { size } = await stat(place);
  const said = name.split(path.sep).join("/");
  if (/^[\x20-\x7e]{1,100}$/.test(said)) await to.writeFile(headerOf(said, size, "0"));
  else {
    const record = recordOf(`path=${said}\n`);
    await to.writeFile(headerOf("name", record.length, "x"));
    await to.writeFile(padded(record));
    await to.writeFile(headerOf("file", size, "0"));
  }
  for await (const bytes of createReadStream(place, { highWaterMark: piece })) {
    await to.writeFile(bytes as Uint8Array);
  }
  await to.writeFile(new Uint8Array(rest(size)));
}

/** Its length, which counts itself, stands before a record. */
function recordOf(text: string): Buffer {
  const bytes = Buffer.byteLength(text) + 1;
  let length = bytes + String(bytes).length;
  if (String(length).length > String(bytes).length) length += 1;
  return Buffer.from(`${length} ${text}`);
}

function headerOf(name: string, size: number, type: string): Buffer {
  const head = Buffer.alloc(block);
  const octal = (n: number, length: number) => `${n.toString(8).padStart(length - 1, "0")}\0`;
  head.write(name, 0);
  head.write(octal(0o600, 8), 100);
  head.write(octal(0, 8), 108);
  head.write(octal(0, 8), 116);
  head.write(octal(size, 12), 124);
  head.write(octal(0, 12), 136);
  head.write(" ".repeat(8), 148);
  head.write(type, 156);
  head.write("ustar\x0000", 257);
  head.write(`${sumOf(head).toString(8).padStart(6, "0")}\0 `, 148);
  return head;
}

function sumOf(head: Uint8Array): number {
  return head.reduce((sum, byte) => sum + byte, 0);
}

export async function unpack(file: string, folder: string): Promise<void> {
  const from = await open(file, "r");
  try {
    if ((await from.stat()).size < block) throw noTar(file);
    await unpackAll(from, file, folder);
  } finally {
    await from.close();
  }
}

async function unpackAll(from: FileHandle, file: string, folder: string): Promise<void> {
  let at = 0;
  let called: string | null = null;
  for (;;) {
    const head = await read(from, at, block, file);
    at += block;
    if (head.every((byte) => byte === 0)) return;
    const { name, size, type } = parse(head, file);
    if (type === "x") {
      called = pathIn((await read(from, at, Math.min(size, piece), file)).toString());
    } else if (type === "0" || type === "\0") {
      const said = called ?? name;
      called = null;
      if (!staysBelow(said)) throw spoilt(file, `"${said}" leads out of the folder`);
      await unpackOne(from, { at, size, file }, path.join(folder, said));
    } else if (type !== "5") throw spoilt(file, `"${called ?? name}" is no plain file`);
    at += size + rest(size);
  }
}

async function unpackOne(
  from: FileHandle,
  { at, size, file }: { at: number; size: number; file: string },
  place: string,
): Promise<void> {
  await mkdir(path.dirname(place), { recursive: true, mode: 0o700 });
  const to = await open(place, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EEXIST"
      ? spoilt(file, `"${path.basename(place)}" is in it twice`)
      : error;
  });
  try {
    for (let done = 0; done < size; done += piece) {
      await to.writeFile(await read(from, at + done, Math.min(piece, size - done), file));
    }
  } finally {
    await to.close();
  }
}

function parse(head: Buffer, file: string): { name: string; size: number; type: string } {
  const text = (from: number, to: number) =>
    head
      .subarray(from, to)
      .toString("latin1")
      .replace(/\0[^]*$/, "");
  const told = Number.parseInt(text(148, 156), 8);
  const size = Number.parseInt(text(124, 136), 8);
  const bare = Buffer.from(head).fill(" ", 148, 156);
  if (told !== sumOf(bare) || !Number.isSafeInteger(size)) throw noTar(file);
  const prefix = text(345, 500);
  const name = text(0, 100);
  const type = String.fromCharCode(head[156] ?? 0);
  return { name: prefix === "" ? name : `${prefix}/${name}`, size, type };
}

/** Null: what it tells of is not the name. */
function pathIn(records: string): string | null {
  return /(?:^|\n)\d+ path=([^\n]+)\n/.exec(records)?.[1] ?? null;
}

async function read(from: FileHandle, at: number, length: number, file: string): Promise<Buffer> {
  const { bytesRead, buffer } = await from.read(Buffer.alloc(length), 0, length, at);
  if (bytesRead !== length) throw spoilt(file, "it is cut off");
  return buffer;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(rest(bytes.length))]);
}

function rest(size: number): number {
  return (block - (size % block)) % block;
}

function noTar(file: string): Damaged {
  return new Damaged(
    `Cannot import "${file}": it is no tar file; name what "mainstay export" made: a folder, or a file that ends in .tar`,
  );
}

function spoilt(file: string, reason: string): Damaged {
  return new Damaged(`Cannot read "${file}": ${reason}; ${remedy}`);
}
