import type { KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { replace } from "../../connectors/books/durable.ts";
import { syncFolder } from "../../connectors/folder.ts";
import { type Checkpoint, originOf, readCheckpoint, textOf } from "../../ledger/checkpoint.ts";
import { timeOf } from "../../ledger/codec.ts";
import { assertSame, type KeptCheckpoint, rootToCompare } from "../../ledger/continues.ts";
import {
  NoteInvalid,
  signNote,
  standing,
  textOfNote,
  verifierOf,
  vkeyOf,
} from "../../ledger/note.ts";
import { rootAt } from "../../ledger/proof.ts";
import { Damaged, type EventStore } from "../../ledger/store.ts";
import { explain } from "../../store/sqlite/failure.ts";
import { isSetAside, spoiltNote } from "./spoilt-note.ts";
import { errorCode } from "../../value/error-code.ts";
import { hasSigned, keyFile, knownKey, signingKey, unfit } from "./signing-key.ts";

/**
 * Checkpoints kept beside the ledger: `checkpoints/<number of entries>.note`.
 *
 * CK1 What is opened, derived or signed anew continues what was signed last: a ledger that is shorter,
 *     or begins otherwise, is Damaged, and nothing of it is changed.
 * CK2 All of the last two days are kept, then the last of each day, and always the newest. Time is
 *     that of the last entry a checkpoint is over, so that copied folders keep theirs.
 * CK3 The same history signed again is the same note: two processes may sign at once.
 * CK4 The key that signs is the one that signed the newest kept: a key that was spoilt into another,
 *     or lost, is not replaced silently.
 * CK5 A note that does not stand under the signature that it bears by the key here is spoilt in itself:
 *     it speaks neither against the history nor against the key (SP1).
 */
export type Signed = { note: string; size: number; vkey: string; file: string };

export type Kept = { size: number; file: string };

const dayMs = 86_400_000;
const allOfMs = 2 * dayMs;

/** Signs what is committed now; null where nothing was ever recorded. */
export async function signCheckpoint(
  data: string,
  store: EventStore,
  workspaceId: string,
): Promise<Signed | null> {
  const { seq: size } = await store.last();
  if (size === 0) return null;
  await compareNewest(data, store);
  const before = await keptCheckpoints(data);
  const origin = originOf(workspaceId);
  const key = await sameKey(data, before.at(-1));
  const note = signNote(textOf({ origin, size, root: await rootAt(store, size) }), origin, key);
  const file = checkpointFile(data, size);
  if (before.at(-1)?.size !== size || (await readFile(file, "utf8")) !== note) {
    try {
      await mkdir(folderOf(data), { recursive: true, mode: 0o700 });
      await replace(file, Buffer.from(note));
      await syncFolder(data);
    } catch (error) {
      throw explain(error, "keep a checkpoint", data);
    }
    await thin(store, [...before, { size, file }]);
  }
  await hasSigned(data);
  return { note, size, vkey: vkeyOf(verifierOf(origin, key)), file };
}

/** CK4. */
async function sameKey(data: string, newest: Kept | undefined): Promise<KeyObject> {
  if (newest === undefined) return signingKey(data);
  const key = await knownKey(data);
  await trustedHere(data, newest.file);
  if (key === null) throw unfit(data, `it is missing, and "${newest.file}" was signed with it`);
  if (standing(await readNote(newest.file), key) === "whole") return key;
  throw unfit(data, `it did not sign "${newest.file}", the newest checkpoint`);
}

/** The note over the first so many entries, as it was signed then or would have been (CK3). Keeps nothing. */
export async function signedAt(
  data: string,
  store: EventStore,
  workspaceId: string,
  size: number,
): Promise<string> {
  const key = await sameKey(data, (await keptCheckpoints(data)).at(-1));
  const origin = originOf(workspaceId);
  return signNote(textOf({ origin, size, root: await rootAt(store, size) }), origin, key);
}

/** CK4, without signing: the key here goes on from the newest checkpoint. Makes none. */
export async function assertSigns(data: string): Promise<void> {
  const newest = (await keptCheckpoints(data)).at(-1);
  if (newest === undefined) await knownKey(data);
  else await sameKey(data, newest);
}

/** CK1: costs one file and, per level of the tree, one row of hashes. */
export async function compareNewest(data: string, store: EventStore): Promise<void> {
  const newest = await newestCheckpoint(data);
  if (newest === null) return;
  const found = {
    workspaceId: await store.getMeta("workspace-id"),
    last: (await store.last()).seq,
    rootAt: (size: number) => rootAt(store, size),
  };
  assertSame(data, newest, await rootToCompare(data, newest, found));
}

/** CK5: else, as its place vouches for it. */
export async function newestCheckpoint(data: string): Promise<KeptCheckpoint | null> {
  const newest = (await keptCheckpoints(data)).at(-1);
  return newest === undefined
    ? null
    : { ...(await trustedHere(data, newest.file)), file: newest.file };
}

/** SK3: whether what this folder's key signed is gone, all of it. */
export async function missesCheckpoints(data: string): Promise<boolean> {
  if (!existsSync(path.join(data, keyFile))) return false;
  return !(await namesIn(data)).some((name) => isKept(name) || isSetAside(name));
}

export function missedCheckpoints(data: string): string {
  return `"${path.join(data, keyFile)}" is there, and every checkpoint that it signed is missing: what was signed here can be compared no more`;
}

/** From the smallest to the largest. */
export async function keptCheckpoints(data: string): Promise<Kept[]> {
  return (await namesIn(data))
    .filter(isKept)
    .map((name) => ({ size: Number.parseInt(name, 10), file: path.join(folderOf(data), name) }))
    .toSorted((a, b) => a.size - b.size);
}

/** SP1: the names of notes that were set aside. */
export async function setAsideIn(data: string): Promise<string[]> {
  return (await namesIn(data)).filter(isSetAside);
}

function isKept(name: string): boolean {
  return /^\d+\.note$/.test(name);
}

async function namesIn(data: string): Promise<string[]> {
  return readdir(folderOf(data)).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
}

/** A note that was sent as a mail may have come back with other ends of lines. */
export async function readNote(file: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
  } catch (error) {
    throw new NoteInvalid("it is no text; copy it again, whole, from where it was kept", {
      cause: error,
    });
  }
}

async function trustedHere(data: string, file: string): Promise<Checkpoint> {
  try {
    const note = await readNote(file);
    const checkpoint = readCheckpoint(textOfNote(note));
    const key = await knownKey(data).catch((error: unknown) => {
      if (error instanceof Damaged) return null;
      throw error;
    });
    if (key === null || standing(note, key) !== "spoilt") return checkpoint;
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw spoiltNote(file, error.message.split("; ")[0] ?? "");
  }
  throw spoiltNote(file, "what it says and its signature do not belong together");
}

/** CK2. Older ones than those of the checkpoint before were thinned out with that. */
async function thin(store: EventStore, kept: readonly Kept[]): Promise<void> {
  const [newest, previous, ...older] = kept.toReversed();
  if (newest === undefined || previous === undefined) return;
  const now = await timeAt(store, newest.size);
  const before = await timeAt(store, previous.size);
  let later = before;
  for (const each of older) {
    const at = await timeAt(store, each.size);
    if (at < before - allOfMs - dayMs) break;
    const sameDay = Math.floor(at / dayMs) === Math.floor(later / dayMs);
    if (now - at > allOfMs && sameDay) await rm(each.file, { force: true });
    else later = at;
  }
}

async function timeAt(store: EventStore, size: number): Promise<number> {
  const [event] = await store.readFrom(size, 1);
  return event === undefined ? 0 : timeOf(event);
}

function folderOf(data: string): string {
  return path.join(data, "checkpoints");
}

export function checkpointFile(data: string, size: number): string {
  return path.join(folderOf(data), `${String(size).padStart(12, "0")}.note`);
}
