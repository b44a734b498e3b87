import { mkdir } from "node:fs/promises";
import path from "node:path";
import { writeDurably } from "../../backup/durable.ts";
import { fill, type From, type Restored } from "../../backup/fill.ts";
import { fillKeys, type KeyRing, keyRingOf, type KeysFrom } from "../../backup/key-ring.ts";
import type { Snapshot } from "../../backup/manifest.ts";
import { damaged } from "../../backup/refused.ts";
import type { Compared, OlderKeys } from "../../cli/deps/backup.ts";
import { readCheckpoint } from "../../ledger/checkpoint.ts";
import { textOfNote } from "../../ledger/note.ts";
import { subjectSealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { openKeys } from "../../store/sqlite/keys.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import { checkpointFile } from "../ledger/checkpoints.ts";
import { derive } from "../ledger/derive.ts";
import { gapsIn, gapText } from "../ledger/gaps.ts";
import { keyFile } from "../ledger/signing-key.ts";
import { giveUpLost } from "./lost-keys.ts";
import { projectionsOf } from "./backup.ts";
import { isOutside } from "./outside-files.ts";

/** Projections are compared where this program derives the same ones from the same content. */
export type Report = Restored & { projections: Compared; olderKeys: OlderKeys | null };

export type Whole = From & KeysFrom & { snapshots: readonly Snapshot[]; keysLost: boolean };

/**
 * Restores a snapshot into an empty folder, whole: ledger, blobs, keys, signing key, checkpoint; every
 * sealed value opened, every projection derived anew and compared. Throws where anything is amiss.
 */
export async function restoreInto(
  folder: string,
  from: Whole,
  settle: (store: EventStore) => Promise<void> = async () => {},
): Promise<Report> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const ring = await keyRingOf(from);
  const store = await openSqliteStore(folder, { access: "own" });
  try {
    const write = async (file: string, bytes: Uint8Array): Promise<void> => {
      if (!isOutside(file)) throw damaged(`it names "${file}" as a file of a connector`);
      await writeDurably(path.join(folder, file), bytes);
    };
    const filled = await fill(store, from, write);
    const keys = openKeys(folder, "own", { id: ring.id, restoring: true });
    try {
      const adopted = await fillKeys(keys, ring, from.forgotten);
      const filledIn = { store, keys, events: filled.events };
      const given = { keysLost: from.keysLost, now: Date.now() };
      const lost = await giveUpLost(filledIn, from, ring, given);
      const workspaceKey = Buffer.from((await store.getMeta("workspace-key")) ?? "", "hex");
      await derive(store, subjectSealer(workspaceKey, keys));
      const missing = gapText(await gapsIn(store, keys, filled.events));
      if (missing !== null) throw damaged(missing);
      const projections = lost.length > 0 ? "keys lost" : await compare(store, from);
      const [amiss] = await store.check();
      if (amiss !== undefined) throw damaged(amiss);
      await writeDurably(path.join(folder, keyFile), Buffer.from(ring.signing));
      await keepCheckpoint(folder, from.snapshot.checkpoint);
      await settle(store);
      return { ...filled, keys: adopted, projections, olderKeys: olderKeysOf(ring, lost) };
    } finally {
      await keys.close();
    }
  } finally {
    await store.close();
  }
}

function olderKeysOf({ copy, spoilt }: KeyRing, lost: readonly string[]): OlderKeys | null {
  return spoilt.length === 0 ? null : { at: copy.at, spoilt: [...spoilt], lost: [...lost] };
}

async function compare(
  store: EventStore,
  { snapshot, forgotten }: From,
): Promise<Report["projections"]> {
  const now = await projectionsOf(store);
  const { declared, tables } = snapshot.projections;
  if (declared !== now.declared) return "another version";
  if (Object.keys(tables).length === 0) return "none kept";
  // Who was forgotten since is no longer named in them.
  if (forgotten.length > snapshot.forgotten.length) return "forgotten since";
  const other = Object.keys(tables).find((name) => tables[name] !== now.tables[name]);
  if (other === undefined) return "equal";
  throw damaged(`what is derived from it differs from what stood there, in table "${other}"`);
}

async function keepCheckpoint(folder: string, note: string | null): Promise<void> {
  if (note === null) return;
  const { size } = readCheckpoint(textOfNote(note));
  await writeDurably(checkpointFile(folder, size), Buffer.from(note));
}
