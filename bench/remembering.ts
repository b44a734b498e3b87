import { uptime } from "node:os";
import { localEmbedder } from "../src/embed/local.ts";
import { SystemClock } from "../src/engine/clock.ts";
import { Owner } from "../src/engine/owner.ts";
import { subjectSealer } from "../src/ledger/seal.ts";
import { keysBeside } from "../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../src/store/sqlite/sqlite-store.ts";
import { openVectors } from "../src/store/sqlite/vector-file.ts";

/** A company that only records and remembers: no process, no connector, and no vectors by itself. */
export async function openRemembering(folder: string) {
  const fail = (error: unknown): never => {
    throw error;
  };
  const embedder = localEmbedder();
  const vectors = openVectors(folder, embedder, "own");
  const store = await openSqliteStore(folder);
  const owner = await Owner.open({
    store,
    clock: new SystemClock(Date.now, () => uptime() * 1000),
    sealer: subjectSealer(new Uint8Array(32).fill(0x5a), await keysBeside(store, folder, "own")),
    process: String(process.pid),
    mode: "record",
    executors: new Map(),
    connect: async () => new Map(),
    meaning: () => ({ embedder, vectors }),
    onFault: fail,
    onFailure: fail,
  });
  await embedder.embed(["The model is read with the first text"], AbortSignal.timeout(60_000));
  const close = async (): Promise<void> => {
    await owner.close();
    await store.close();
  };
  return { owner, embedder, vectors, close };
}
