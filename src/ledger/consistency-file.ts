import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { NoteInvalid, openNote, type Verifier } from "./note.ts";
import { extendsTree } from "./proof.ts";
import { hashesIn, membersOf } from "./proof-file.ts";
import type { Hash } from "./tree.ts";

/**
 * Two signed checkpoints, and the proof that the history of the newer begins with that of the older, as
 * a file for somebody who has nothing else, or who kept the older one.
 */
export type Continued = { path: readonly Hash[]; older: string; newer: string };

const format = "mainstay-consistency-1";

export function consistencyText({ path, older, newer }: Continued): string {
  const hashes = path.map((each) => Buffer.from(each).toString("base64"));
  return `${JSON.stringify({ format, path: hashes, older, newer }, null, 2)}\n`;
}

export function isConsistency(text: string): boolean {
  return membersOf(text)["format"] === format;
}

/** What is proven, or a NoteInvalid that says why nothing is. */
export function checkConsistency(
  text: string,
  trusted: readonly Verifier[],
): { older: Checkpoint; newer: Checkpoint; by: Verifier } {
  const { path, older, newer } = read(text);
  const first = signed("older", older, trusted);
  const second = signed("newer", newer, trusted);
  if (first.checkpoint.origin !== second.checkpoint.origin) {
    throw new NoteInvalid("its checkpoints are of two companies; ask for another proof");
  }
  if (!extendsTree(first.checkpoint, second.checkpoint, path)) {
    throw new NoteInvalid(
      `it does not show that the history of ${second.checkpoint.size} entries begins with that of ${first.checkpoint.size}: it was changed, or they are two histories; ask for another proof`,
    );
  }
  return { older: first.checkpoint, newer: second.checkpoint, by: second.by };
}

function signed(
  which: string,
  note: string,
  trusted: readonly Verifier[],
): { checkpoint: Checkpoint; by: Verifier } {
  try {
    const { text, by } = openNote(note, trusted);
    return { checkpoint: readCheckpoint(text), by };
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new NoteInvalid(`of its ${which} checkpoint: ${error.message}`, { cause: error });
  }
}

function read(text: string): Continued {
  const { format: found, path, older, newer } = membersOf(text);
  const hashes = hashesIn(path);
  if (
    found !== format ||
    hashes === null ||
    typeof older !== "string" ||
    typeof newer !== "string"
  ) {
    throw new NoteInvalid(
      'it is no proof, or only a part of one; make one with "mainstay ledger prove --from"',
    );
  }
  return { path: hashes, older, newer };
}
