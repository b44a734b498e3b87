import { bytesOf, NoteInvalid } from "./note.ts";
import { type Hash, hashBytes } from "./tree.ts";

/**
 * What a workspace states about its history, as C2SP has it (c2sp.org/tlog-checkpoint): whose it is,
 * how many events, and the root of the tree over them. Signed as a note, it can leave the machine.
 *
 * CP1 A checkpoint of one workspace is none of another: `origin` names it.
 * CP2 It is read strictly: three lines, each written in the one way that is allowed.
 */
export type Checkpoint = { origin: string; size: number; root: Hash };

/** Also the name of the key that signs. */
export function originOf(workspaceId: string): string {
  return `mainstay/${workspaceId}`;
}

export function textOf({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString("base64")}\n`;
}

export function readCheckpoint(text: string): Checkpoint {
  const [origin = "", count = "", encoded = "", end, ...more] = text.split("\n");
  const size = /^(?:0|[1-9]\d{0,15})$/.test(count) ? Number(count) : Number.NaN;
  const root = bytesOf(encoded);
  if (
    !/^[^+\s]+$/.test(origin) ||
    !Number.isSafeInteger(size) ||
    root?.byteLength !== hashBytes ||
    end !== "" ||
    more.length > 0
  ) {
    throw new NoteInvalid(
      "it says something else than a checkpoint does; take one that this workspace signed",
    );
  }
  return { origin, size, root };
}
