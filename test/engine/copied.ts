import { markTakenOver, type Takeover } from "../../src/engine/quarantine.ts";
import { subjectSealer } from "../../src/ledger/seal.ts";
import type { EventStore } from "../../src/ledger/store.ts";
import { derive } from "../../src/host/ledger/derive.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { keysOf } from "./company.ts";

/** What a backup of this company would hold now: its events, blobs, settings and keys. */
export async function copyOf(store: EventStore): Promise<MemoryStore> {
  const copy = new MemoryStore();
  for await (const name of store.blobNames()) {
    const bytes = await store.getBlob(name);
    if (bytes !== null) await copy.putBlob(bytes);
  }
  await copy.commit({ events: await store.readFrom(1, 100_000), rows: [], relied: [] });
  for (const [key, value] of Object.entries(await store.metas())) await copy.setMeta(key, value);
  const keys = keysOf(copy);
  for (const { subject, key } of await keysOf(store).all()) keys.adopt(subject, key);
  await derive(copy, subjectSealer(new Uint8Array(32).fill(0xab), keys));
  return copy;
}

/** The copy as a restore leaves it. */
export async function restored(
  copy: EventStore,
  at: number,
  more: Partial<Takeover> = {},
): Promise<void> {
  await markTakenOver(copy, { epoch: 2, why: "restored", takenAt: at, at, ...more });
}
