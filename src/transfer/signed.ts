import { createPrivateKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { type Checkpoint, originOf, readCheckpoint } from "../ledger/checkpoint.ts";
import { NoteInvalid, standing, textOfNote } from "../ledger/note.ts";
import { Damaged } from "../ledger/store.ts";
import { equal, type Hash } from "../ledger/tree.ts";
import { remedy } from "./history.ts";
import type { Manifest } from "./manifest.ts";
import type { Secrets } from "./secrets.ts";

/**
 * What was signed over the history of an export, and goes along with it.
 *
 * SG1 What the company that comes out would be refused for when it is opened is refused here: a history
 *     that is shorter than what was signed, or another one. The newest checkpoint counts by its place,
 *     as it would there; of the others those that the key of the export signed.
 * SG2 A note that is spoilt in itself speaks against nothing: it goes along, and is told there.
 */
export class SignedHistory {
  readonly #bySize: ReadonlyMap<number, Signed>;
  readonly #entries: number;

  constructor(signed: readonly Signed[]) {
    this.#bySize = new Map(signed.map((each) => [each.size, each]));
    this.#entries = Math.max(0, ...this.#bySize.keys());
  }

  /** For each size in rising order; `root` is that over the entries so far. */
  compare(size: number, root: () => Hash): void {
    const signed = this.#bySize.get(size);
    if (signed === undefined || equal(root(), signed.root)) return;
    throw new Damaged(
      `Cannot import the history: its first ${size} entries are not those that were signed in "${signed.file}"; ${remedy}`,
    );
  }

  assertReached(size: number): void {
    const newest = this.#bySize.get(this.#entries);
    if (newest === undefined || size >= this.#entries) return;
    throw new Damaged(
      `Cannot import the history: it ends at entry ${size}, and ${this.#entries} were signed in "${newest.file}"; ${remedy}`,
    );
  }
}

type Signed = Checkpoint & { file: string };

export async function signedIn(
  from: string,
  manifest: Manifest,
  { signing }: Secrets,
): Promise<SignedHistory> {
  const key = signing === null ? null : keyIn(signing);
  const signed: (Signed & { by: ReturnType<typeof standing> })[] = [];
  for (const item of manifest.items.filter(({ kind }) => kind === "checkpoint")) {
    const found = noteIn(await readFile(path.join(from, item.path), "utf8"), key);
    if (found !== null) signed.push({ ...found, file: item.path });
  }
  const [newest, ...older] = signed.toSorted((a, b) => b.size - a.size);
  if (newest !== undefined && newest.origin !== originOf(manifest.workspace)) {
    throw new Damaged(
      `Cannot import the history: "${newest.file}" was signed for another company; ${remedy}`,
    );
  }
  return new SignedHistory(
    [newest, ...older.filter(({ by }) => by === "whole")].filter((each) => each !== undefined),
  );
}

/** Null where it is spoilt in itself. */
function noteIn(
  note: string,
  key: KeyObject | null,
): (Checkpoint & { by: ReturnType<typeof standing> }) | null {
  try {
    const by = key === null ? "whole" : standing(note, key);
    return by === "spoilt" ? null : { ...readCheckpoint(textOfNote(note)), by };
  } catch (error) {
    if (error instanceof NoteInvalid) return null;
    throw error;
  }
}

/** Without one, checkpoints count by their place. */
function keyIn(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
