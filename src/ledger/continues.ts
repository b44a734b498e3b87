import { type Checkpoint, originOf } from "./checkpoint.ts";
import { Damaged } from "./store.ts";
import { equal, type Hash } from "./tree.ts";

/** A checkpoint that is kept beside a ledger. */
export type KeptCheckpoint = Checkpoint & { file: string };

/** A ledger as it is found; a root is asked for only where the ledger reaches that far. */
export type Found<R> = { workspaceId: string | null; last: number; rootAt: (size: number) => R };

const see = `"mainstay ledger verify" tells where they part; keep this folder, restore the newest backup with "mainstay restore --aside"`;

/** The root that decides whether a ledger goes on from what was signed; throws where it cannot. */
export function rootToCompare<R>(data: string, signed: KeptCheckpoint, found: Found<R>): R {
  const { origin, size, file } = signed;
  const { workspaceId, last } = found;
  if (workspaceId === null || origin !== originOf(workspaceId)) {
    throw new Damaged(
      `Cannot trust the ledger in "${data}": "${file}" was signed for another company; put the right ledger and checkpoints together again, or ${see}`,
    );
  }
  if (size > last) {
    throw new Damaged(
      `Cannot trust the ledger in "${data}": it ends at entry ${last}, and ${size} were signed in "${file}"; ${see}`,
    );
  }
  return found.rootAt(size);
}

export function assertSame(data: string, { size, root, file }: KeptCheckpoint, is: Hash): void {
  if (equal(is, root)) return;
  throw new Damaged(
    `Cannot trust the ledger in "${data}": its first ${size} entries are not those that were signed in "${file}"; ${see}`,
  );
}
