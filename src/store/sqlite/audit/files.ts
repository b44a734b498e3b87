import { createHash } from "node:crypto";
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { isDigest } from "../blobs.ts";
import type { Findings } from "./findings.ts";
import { errorCode } from "../../../value/error-code.ts";

const chunk = Buffer.alloc(1 << 20);

/**
 * Reads every file named by its digest, or as many as `mostBytes` holds; `sound` holds those whose
 * content is what their name says.
 */
export function auditFiles(
  folder: string,
  findings: Findings,
  progress: (done: number, total: number) => void,
  mostBytes = Number.POSITIVE_INFINITY,
): { sound: ReadonlySet<string>; bytes: number; unread: number } {
  const blobs = join(folder, "blobs");
  const names = namesIn(blobs)
    .filter((name) => /^[0-9a-f]{2}$/.test(name))
    .flatMap((name) => namesIn(join(blobs, name)))
    .filter(isDigest);
  const sound = new Set<string>();
  let bytes = 0;
  let unread = 0;
  for (const [i, name] of names.entries()) {
    const file = join(blobs, name.slice(0, 2), name);
    if (bytes + (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > mostBytes) {
      unread += 1;
      continue;
    }
    const found = digestOf(file);
    bytes += found?.bytes ?? 0;
    if (found?.digest === name) sound.add(name);
    // One that is gone since it was listed was forgotten meanwhile, or a value will tell.
    else if (found !== null) {
      const message = `The file blobs/${name.slice(0, 2)}/${name} does not hold what its name says`;
      findings.add("file", null, null, message);
    }
    if (i % 200 === 0) progress(i, names.length);
  }
  progress(names.length, names.length);
  return { sound, bytes, unread };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** In pieces: an attachment may be larger than what should be held at once. */
function digestOf(path: string): { digest: string; bytes: number } | null {
  let file;
  try {
    file = openSync(path, "r");
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
  try {
    const hash = createHash("sha256");
    let bytes = 0;
    for (let n = readSync(file, chunk); n > 0; n = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, n));
      bytes += n;
    }
    return { digest: hash.digest("hex"), bytes };
  } finally {
    closeSync(file);
  }
}

function isAbsent(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}
