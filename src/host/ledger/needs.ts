import { blobOf } from "../../ledger/sealed-files.ts";
import type { Keys, SubjectKey } from "../../ledger/keys.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import type { EventStore, StoredEvent } from "../../ledger/store.ts";
import { inlineBytes } from "../../store/sqlite/rows/values.ts";
import { lineOf } from "../../transfer/history.ts";
import { type Reference, referencesIn } from "../../transfer/references.ts";
import { ofBytes } from "../../value/digest.ts";

/**
 * What the first so many events need besides themselves: files, and keys. It grows with the history and
 * never changes for events that were read, so that only new ones have to be read.
 *
 * ND1 Every value is read, large ones from their files: one that is gone is thrown as Damaged.
 * ND2 Files are those that the history says are files. Text that only looks like the name of one, in
 *     a mail perhaps, asks for nothing.
 * ND3 A key is known by its digest: another one in its place opens nothing.
 */
export type Needs = {
  events: number;
  /** By the name of the blob; about whom, null where it is about nobody. */
  files: Map<string, Set<string | null>>;
  /** By subject; null where content is sealed and its key is not there. */
  keys: Map<string, string | null>;
};

const page = 500;
const sealed = 0x01;

export const nothing = (): Needs => ({ events: 0, files: new Map(), keys: new Map() });

/** Goes on where `before` ended, up to event `events`. */
export async function addNeeds(
  before: Needs,
  store: EventStore,
  keys: Keys,
  events: number,
  pace: () => Promise<void>,
): Promise<Needs> {
  const needs = { events, files: new Map(before.files), keys: new Map(before.keys) };
  const workspaceKey = Buffer.from((await store.getMeta("workspace-key")) ?? "", "hex");
  const sealer = subjectSealer(workspaceKey, keys);
  for (let seq = before.events + 1; seq <= events; seq += page) {
    for (const event of await store.readFrom(seq, Math.min(page, events - seq + 1))) {
      const subject = subjectOf(event);
      const key = subject === null ? null : keys.get(subject);
      if (key === "destroyed") continue;
      if (subject !== null && isSealed(event)) {
        needs.keys.set(subject, key === null ? null : digestOf(key));
        if (key === null) continue;
      }
      for (const name of filesOf(event, sealer)) {
        const whose = needs.files.get(name) ?? new Set();
        needs.files.set(name, whose.add(subject));
      }
    }
    await pace();
  }
  return needs;
}

export function digestOf({ seal, print }: SubjectKey): string {
  return ofBytes(Buffer.concat([seal, print]));
}

function filesOf(event: StoredEvent, sealer: ReturnType<typeof subjectSealer>): string[] {
  const large = event.values.filter(({ bytes }) => bytes.byteLength > inlineBytes);
  const named = referencesIn(lineOf(event, sealer)).filter(isFile);
  return [
    ...large.map(({ bytes }) => ofBytes(bytes)),
    ...named.map(({ reference }) => blobOf(reference)),
  ];
}

/** ND2. */
function isFile({ kind }: Reference): boolean {
  return kind !== "blob";
}

/** Whose key opens it; null where nothing in it is sealed. */
export function sealedFor(event: StoredEvent): string | null {
  return isSealed(event) ? subjectOf(event) : null;
}

function isSealed({ values }: StoredEvent): boolean {
  return values.some(({ bytes }) => bytes[0] === sealed);
}

function subjectOf({ bytes }: StoredEvent): string | null {
  // Checked by the store against its leaf, and written by `encode` alone.
  const { subject } = JSON.parse(Buffer.from(bytes).toString()) as { subject: string | null };
  return subject;
}
