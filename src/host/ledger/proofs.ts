import { readFile } from "node:fs/promises";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import type { CheckpointView, CheckView, ProofView } from "../../cli/deps/proofs.ts";
import { replace } from "../../connectors/books/durable.ts";
import { NoteInvalid, vkeyOf } from "../../ledger/note.ts";
import { inclusion } from "../../ledger/proof.ts";
import { checkProof, proofText } from "../../ledger/proof-file.ts";
import type { EventStore } from "../../ledger/store.ts";
import { errorCode } from "../../value/error-code.ts";
import { textOf } from "../../value/json.ts";
import { hasLedger } from "../../store/sqlite/open.ts";
import { openSqliteStore } from "../../store/sqlite/sqlite-store.ts";
import type { Places } from "../places.ts";
import { type Signed, signCheckpoint } from "./checkpoints.ts";
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

export async function check(file: string, key: string): Promise<CheckView> {
  const trusted = [namedKey(key)];
  try {
    const found = checkProof(await readFile(file, "utf8"), trusted);
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
