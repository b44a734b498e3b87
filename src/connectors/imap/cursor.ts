import { mkdir, open, readFile, rename } from "node:fs/promises";
import path from "node:path";
import { ofBytes } from "../../value/digest.ts";
import { isObject } from "../../value/json.ts";
import { errorCode } from "../../value/error-code.ts";

/**
 * How far a folder of a mailbox was read: a shortcut, and nothing more.
 *
 * CU1 It is written only after what it passes over was recorded; without it, or where it is spoilt, the
 *     folder is looked through again, and what was read is known by its identity.
 * CU2 A UID counts only under the server's `uidValidity` of that time: under another, the folder is
 *     looked through again.
 */
export type Cursor = {
  uidValidity: string;
  /** The highest UID that was read. */
  uid: number;
  /** When the newest mail came that was read; epoch ms. */
  at: number;
};

/** Null: nobody knows. */
export async function readCursor(file: string): Promise<Cursor | null> {
  try {
    const found: unknown = JSON.parse(await readFile(file, "utf8"));
    if (!isObject(found)) return null;
    const { uidValidity, uid, at } = found;
    const whole =
      typeof uidValidity === "string" &&
      typeof uid === "number" &&
      Number.isSafeInteger(uid) &&
      typeof at === "number" &&
      Number.isSafeInteger(at);
    return whole ? { uidValidity, uid, at } : null;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** Not synced: one that is lost in a power cut costs a second look. */
export async function writeCursor(file: string, cursor: Cursor): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}~`;
  const handle = await open(draft, "w", 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(cursor)}\n`);
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

/** One for each folder of each mailbox; the name tells nobody whose it is. */
export function cursorFile(data: string, ...mailbox: readonly string[]): string {
  return path.join(data, "cursors", `${ofBytes(JSON.stringify(mailbox)).slice(0, 24)}.json`);
}
