import { readFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type {
  CheckpointView,
  CheckView,
  ContinuedProofView,
  ProofView,
} from "../../cli/deps/proofs.ts";
import { replace } from "../../connectors/books/durable.ts";
import { type Checkpoint, readCheckpoint } from "../../ledger/checkpoint.ts";
import { checkConsistency, consistencyText, isConsistency } from "../../ledger/consistency-file.ts";
import { NoteInvalid, openNote, type Verifier, vkeyOf } from "../../ledger/note.ts";
import { consistency, inclusion } from "../../ledger/proof.ts";
import { checkProof, proofText } from "../../ledger/proof-file.ts";
import type { EventStore } from "../../ledger/store.ts";
import { equal } from "../../ledger/tree.ts";
import { errorCode } from "../../value/error-code.ts";
import { textOf } from "../../value/json.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import type { Places } from "../places.ts";
import { type Signed, signCheckpoint, signedAt } from "./checkpoints.ts";
import { namedKey } from "./verify.ts";

/**
 * What can leave the machine as evidence. The ledger is only read, beside an owner or without one;
 * the checkpoint that is signed for it is kept as the owner would keep it (CK3).
 */
export async function checkpoint(places: Places, out: string | null): Promise<CheckpointView> {
  return reading(places, async (store) => {
    const { note, vkey, size, file } = await signed(places, store);
    return { note, key: vkey, size, file, out: await written(out, note) };
  });
}

export async function prove(places: Places, entry: number, out: string | null): Promise<ProofView> {
  return reading(places, async (store) => {
    const { note, vkey, size } = await signed(places, store);
    if (entry > size) {
      throw new Refused({
        code: "entry_unknown",
        message: `Cannot prove entry ${entry}: the history ends at ${size}; see "mainstay ledger" for what there is`,
      });
    }
    const [event] = await store.readFrom(entry, 1);
    const proof = proofText({
      index: entry - 1,
      event: Buffer.from(event?.bytes ?? []).toString(),
      path: await inclusion(store, entry - 1, size),
      note,
    });
    return { entry, size, key: vkey, proof, out: await written(out, proof) };
  });
}

export async function proveContinued(
  places: Places,
  { from, to }: { from: number; to: number | null },
  out: string | null,
): Promise<ContinuedProofView> {
  return reading(places, async (store) => {
    const now = await signed(places, store);
    const size = to ?? now.size;
    for (const asked of [from, size]) {
      if (asked <= now.size) continue;
      throw new Refused({
        code: "entry_unknown",
        message: `Cannot prove anything about ${asked} entries: the history ends at ${now.size}; name fewer`,
      });
    }
    if (from > size) {
      throw new Refused({
        code: "proof_backwards",
        message: `Cannot prove that ${size} entries begin with ${from}: the older ones are more; exchange --from and --to`,
      });
    }
    const workspaceId = (await store.getMeta("workspace-id")) ?? "";
    const noteOf = (n: number) => signedAt(places.data, store, workspaceId, n);
    const proof = consistencyText({
      path: await consistency(store, from, size),
      older: await noteOf(from),
      newer: await noteOf(size),
    });
    return { from, to: size, key: now.vkey, proof, out: await written(out, proof) };
  });
}

export async function check(file: string, key: string, kept: string | null): Promise<CheckView> {
  const trusted = [namedKey(key)];
  try {
    const text = await readProof(file);
    if (isConsistency(text)) return await checkContinued(text, trusted, kept);
    const found = checkProof(text, trusted);
    if (kept !== null) {
      throw new NoteInvalid(
        "it proves one entry, and needs no checkpoint besides; leave --checkpoint out",
      );
    }
    const { seq, type, stream, at } = found.event;
    return {
      entry: Number(seq),
      type: textOf(type),
      stream: textOf(stream),
      at: Number(at),
      size: found.checkpoint.size,
      key: vkeyOf(found.by),
    };
  } catch (error) {
    if (!(error instanceof NoteInvalid)) throw error;
    throw new Refused({
      code: "proof_invalid",
      message: `Cannot trust the proof "${file}": ${error.message}`,
    });
  }
}

async function checkContinued(
  text: string,
  trusted: readonly Verifier[],
  kept: string | null,
): Promise<CheckView> {
  const { older, newer, by } = checkConsistency(text, trusted);
  if (kept !== null) {
    const own = readCheckpoint(openNote(await readProof(kept), trusted).text);
    if (own.size !== older.size || !equal(own.root, older.root)) {
      throw new NoteInvalid(
        `its older checkpoint, over ${older.size} entries, is not the one in "${kept}", over ${own.size}; ask for a proof from ${own.size} on, and if this is one, they are two histories`,
      );
    }
  }
  const base64 = ({ root }: Checkpoint) => Buffer.from(root).toString("base64");
  return {
    from: older.size,
    to: newer.size,
    roots: { from: base64(older), to: base64(newer) },
    kept,
    key: vkeyOf(by),
  };
}

/** Bounded: whoever made it is a stranger. */
async function readProof(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: unknown) => {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new Refused({
      code: "proof_missing",
      message: `Cannot read "${file}": there is no such file that you may read; name the one that you were given`,
    });
  });
  if (bytes.byteLength <= mostBytes) return bytes.toString();
  throw new NoteInvalid("it is too long for a proof; ask for another one");
}

const mostBytes = 4 * 1024 * 1024;

async function reading<T>({ data }: Places, work: (store: EventStore) => Promise<T>): Promise<T> {
  if (!hasLedger(data)) throw nothing(data);
  const store = await openSqliteStore(data, { access: "read" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

async function signed({ data }: Places, store: EventStore): Promise<Signed> {
  const found = await signCheckpoint(data, store, (await store.getMeta("workspace-id")) ?? "");
  if (found === null) throw nothing(data);
  return found;
}

function nothing(data: string): Refused {
  return new Refused({
    code: "nothing_yet",
    message: `There is no history in "${data}" yet; begin with "mainstay up", or name the data folder with --data`,
  });
}

async function written(out: string | null, text: string): Promise<string | null> {
  if (out === null) return null;
  const file = path.resolve(out);
  const before = await readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  });
  // What is there may be the one copy of an older checkpoint.
  if (before !== null && before !== text) {
    throw new Refused({
      code: "out_taken",
      message: `Cannot write "${file}": there is such a file already; give another name`,
    });
  }
  await replace(file, Buffer.from(text));
  return file;
}
