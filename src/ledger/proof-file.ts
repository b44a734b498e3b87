import { isObject } from "../value/json.ts";
import { type Checkpoint, readCheckpoint } from "./checkpoint.ts";
import { bytesOf, NoteInvalid, openNote, type Verifier } from "./note.ts";
import { includes } from "./proof.ts";
import { type Hash, hashBytes, leafOf } from "./tree.ts";

/**
 * One entry of the history, and the proof that it stands in it, as a file for somebody who has
 * nothing else: the bytes of the event as text, its place, the path, and the signed checkpoint.
 * `data` of an event holds ids and digests only (EV1), so that no content leaves with it.
 */
export type Proven = { index: number; event: string; path: readonly Hash[]; note: string };

const format = "mainstay-inclusion-1";

export function proofText({ index, event, path, note }: Proven): string {
  const hashes = path.map((each) => Buffer.from(each).toString("base64"));
  const proof = { format, index, event, path: hashes, checkpoint: note };
  return `${JSON.stringify(proof, null, 2)}\n`;
}

/** What is proven, or a NoteInvalid that says why nothing is. */
export function checkProof(
  text: string,
  trusted: readonly Verifier[],
): { event: Readonly<Record<string, unknown>>; checkpoint: Checkpoint; by: Verifier } {
  const { index, event, path, note } = read(text);
  const signed = openNote(note, trusted);
  const checkpoint = readCheckpoint(signed.text);
  if (!includes(checkpoint.root, checkpoint.size, index, leafOf(Buffer.from(event)), path)) {
    throw new NoteInvalid(
      `what it says does not stand at entry ${index + 1} of the signed history: it was changed; ask for another proof`,
    );
  }
  // What was signed is what the codec wrote.
  const recorded: unknown = JSON.parse(event);
  if (!isObject(recorded))
    throw new NoteInvalid("what it proves is no entry; ask for another proof");
  return { event: recorded, checkpoint, by: signed.by };
}

function read(text: string): Proven {
  const { format: found, index, event, path, checkpoint } = membersOf(text);
  const hashes = hashesIn(path);
  if (
    found !== format ||
    typeof index !== "number" ||
    typeof event !== "string" ||
    typeof checkpoint !== "string" ||
    hashes === null
  ) {
    throw new NoteInvalid(
      'it is no proof, or only a part of one; make one with "mainstay ledger prove"',
    );
  }
  return { index, event, path: hashes, note: checkpoint };
}

/** None where it is no object. */
export function membersOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

/** Null where one of them is none. */
export function hashesIn(path: unknown): Hash[] | null {
  const hashes = Array.isArray(path) ? path.map(hashOf) : [null];
  return hashes.every((each) => each !== null) ? hashes : null;
}

function hashOf(text: unknown): Hash | null {
  const bytes = typeof text === "string" ? bytesOf(text) : null;
  return bytes?.byteLength === hashBytes ? bytes : null;
}
