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
  openNote,
  signNote,
  textOfNote,
  verifierOf,
  vkeyOf,
} from "../../ledger/note.ts";
import { rootAt } from "../../ledger/proof.ts";
import { Damaged, type EventStore } from "../../ledger/store.ts";
import { explain } from "../../store/sqlite/failure.ts";
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
  const key = await sameKey(data, origin, before.at(-1));
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
async function sameKey(data: string, origin: string, newest: Kept | undefined): Promise<KeyObject> {
  if (newest === undefined) return signingKey(data);
  const key = await knownKey(data);
  await trustedByPlace(newest.file);
  if (key === null) throw unfit(data, `it is missing, and "${newest.file}" was signed with it`);
  try {
    openNote(await readNote(newest.file), [verifierOf(origin, key)]);
    return key;
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw unfit(data, `it did not sign "${newest.file}", the newest checkpoint`);
  }
}

/** CK4, without signing: the key here goes on from the newest checkpoint. Makes none. */
export async function assertSigns(data: string, workspaceId: string): Promise<void> {
  const newest = (await keptCheckpoints(data)).at(-1);
  if (newest === undefined) await knownKey(data);
  else await sameKey(data, originOf(workspaceId), newest);
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

/** As its place vouches for it: nobody's signature is checked. */
export async function newestCheckpoint(data: string): Promise<KeptCheckpoint | null> {
  const newest = (await keptCheckpoints(data)).at(-1);
  return newest === undefined
    ? null
    : { ...(await trustedByPlace(newest.file)), file: newest.file };
}

/** SK3: whether what this folder's key signed is gone, all of it. */
export async function missesCheckpoints(data: string): Promise<boolean> {
  return existsSync(path.join(data, keyFile)) && (await keptCheckpoints(data)).length === 0;
}

export function missedCheckpoints(data: string): string {
  return `"${path.join(data, keyFile)}" is there, and every checkpoint that it signed is missing: what was signed here can be compared no more`;
}

/** From the smallest to the largest. */
export async function keptCheckpoints(data: string): Promise<Kept[]> {
  const folder = folderOf(data);
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  });
  return names
    .filter((name) => /^\d+\.note$/.test(name))
    .map((name) => ({ size: Number.parseInt(name, 10), file: path.join(folder, name) }))
    .toSorted((a, b) => a.size - b.size);
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

async function trustedByPlace(file: string): Promise<Checkpoint> {
  try {
    return readCheckpoint(textOfNote(await readNote(file)));
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new Damaged(
      `Cannot read the checkpoint "${file}": ${error.message.split("; ")[0]}; see with "mainstay ledger verify" whether the history is sound in itself, and if it is, move that file away`,
      { cause: error },
    );
  }
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
