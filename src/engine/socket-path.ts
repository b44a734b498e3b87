import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Where the owner of a data folder listens. Owner and clients derive it from the folder alone, so
 * that nothing has to be recorded, and nothing can be out of date.
 *
 * SO1 It stands in the data folder; where that makes more than 100 bytes (systems cut off a little
 *     above), in a folder of its own that only this user can enter.
 * SO2 The way there depends on no environment variable: a cron job must find what a terminal began.
 */
const longest = 100;
const aside = "/tmp/mainstay-";

export function socketPath(dataFolder: string): string {
  const folder = real(dataFolder);
  const path = join(folder, "owner.sock");
  if (Buffer.byteLength(path) <= longest) return path;
  const digest = createHash("sha256").update(folder).digest("hex").slice(0, 24);
  return join(`${aside}${process.getuid?.() ?? 0}-${digest}`, "owner.sock");
}

/** Makes the folder of the socket; throws where somebody else could have put a socket into it. */
export function preparePrivateFolder(socket: string): void {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 });
  if (isPrivate(socket)) return;
  throw new Error(
    `Cannot listen in "${dirname(socket)}": others may write there; remove it, or choose a shorter path with --data`,
  );
}

/** Whether the socket stands where only this user could have put it: a client asks before it talks. */
export function isPrivate(socket: string): boolean {
  const folder = dirname(socket);
  // The data folder is hers, with the rights she gave it.
  if (!folder.startsWith(aside) || dirname(folder) !== dirname(aside)) return true;
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return (
    stat !== undefined &&
    stat.isDirectory() &&
    stat.uid === (process.getuid?.() ?? stat.uid) &&
    (stat.mode & 0o077) === 0
  );
}

function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    // Not made yet: nobody can listen there, and the owner makes it before it asks.
    return resolve(folder);
  }
}
