import { open, readdir } from "node:fs/promises";
import path from "node:path";
import { readHeaders } from "../mail-headers.ts";
import { folders } from "./mailbox.ts";

/** Mails whose heads are looked at. */
const most = 200;
const headBytes = 32 * 1024;

/**
 * The address that most mails of a mailbox were delivered to; null where none stands out, or the
 * folder cannot be read.
 */
export async function ownAddress(folder: string): Promise<string | null> {
  const counts = new Map<string, number>();
  let mails = 0;
  try {
    for (const file of await files(folder)) {
      mails += 1;
      const found = recipient(await head(file));
      if (found !== null) counts.set(found, (counts.get(found) ?? 0) + 1);
    }
  } catch {
    return null;
  }
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a);
  return first !== undefined && first[1] * 2 > mails ? first[0] : null;
}

async function files(folder: string): Promise<string[]> {
  const { maildir, in: places } = await folders(folder);
  const found: string[] = [];
  for (const place of places) {
    for (const name of (await readdir(place)).toSorted()) {
      if (!name.startsWith(".") && (maildir || /\.eml$/i.test(name))) {
        found.push(path.join(place, name));
      }
    }
  }
  return found.slice(-most);
}

async function head(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whom the last server handed it to says more than whom the sender wrote. */
function recipient(bytes: Buffer): string | null {
  const headers = readHeaders(bytes);
  const named = headers.first("delivered-to") ?? headers.first("to") ?? "";
  return /[^\s<>()[\],;:"@]+@[^\s<>()[\],;:"@]+/.exec(named)?.[0].toLowerCase() ?? null;
}
