import { createHash } from "node:crypto";
import type { Durable } from "./disk.ts";
import type { Evidence } from "./evidence.ts";
import { canary } from "./inbox.ts";
import { inboundId } from "../../src/engine/intake/receive.ts";
import { decode } from "../../src/ledger/codec.ts";
import { subjectSealer } from "../../src/ledger/seal.ts";
import { hashBytes, tileWidth } from "../../src/ledger/tree.ts";
import { project } from "../../src/views/project.ts";

export async function checkLedger(evidence: Evidence): Promise<void> {
  acknowledged(evidence);
  arrivals(evidence);
  await tree(evidence);
  await canaries(evidence);
  await projections(evidence);
}

/** SIM1. */
function acknowledged({ stage, disk }: Evidence): void {
  for (const { disk: of, event, what } of stage.witness.acknowledged) {
    if (of === disk && disk.events[event.seq - 1]?.stored !== event.stored) {
      stage.witness.break(
        "SIM1",
        `${what} was acknowledged as event ${event.seq}, which is not there any more`,
      );
    }
  }
}

/** SIM13: what came is recorded once, and its way is known to the end. */
function arrivals(evidence: Evidence): void {
  const { stage, owner, events } = evidence;
  for (const { arriving, at } of stage.inbox.list) {
    // What came in the last hours may still be read.
    if (at > stage.scheduler.now - 6 * 3_600_000) continue;
    const id = inboundId(owner.office, "inbox", arriving.id);
    const own = events.filter(({ stream }) => stream === `inbound/${id}`);
    const received = own.filter(({ type }) => type === "inbound.received").length;
    if (received !== 1) {
      evidence.break("SIM13", `arrival ${arriving.id} was recorded ${received} times`);
      continue;
    }
    const routed = own.findLast(({ type }) => type === "inbound.routed");
    const why = routed === undefined ? "it has no fate" : lostAfter(evidence, id, routed);
    if (why !== null) evidence.break("SIM13", `arrival ${arriving.id}: ${why}`);
  }
}

/** Null: it is where its fate says. */
function lostAfter({ events }: Evidence, id: string, { data }: Durable): string | null {
  const { fate, run, item } = data as { fate: string; run: string | null; item: number | null };
  const took = () => events.some((e) => e.type === "step.completed" && e.data["signal"] === id);
  switch (fate) {
    case "started":
      return events.some((e) => e.type === "run.started" && e.stream === `run/${run}`)
        ? null
        : `it is said to have begun job ${run}, which does not exist`;
    case "delivered":
      return took() ? null : `it is said to have been delivered to ${run}, which did not take it`;
    case "queued": {
      if (took()) return null;
      const ended = events.some(
        (e) =>
          e.stream === `run/${run}` && (e.type === "run.completed" || e.type === "run.cancelled"),
      );
      return ended ? `it waited for ${run}, which has ended without it` : null;
    }
    case "parked":
    case "suspicious":
    case "damaged":
      return item === null ? `it is ${fate}, and not in the inbox` : null;
    default:
      return null;
  }
}

/** SIM14: by a reckoning of our own. */
async function tree(evidence: Evidence): Promise<void> {
  const { store } = evidence.disk;
  const leaves = evidence.events.map(({ stored }) => sha256([0], stored.bytes));
  const kept = await store.hashes(0, 0, leaves.length + 1);
  const wrong = leaves.findIndex((leaf, i) => Buffer.compare(leaf, kept[i] ?? Buffer.of()) !== 0);
  if (wrong >= 0 || kept.length !== leaves.length) {
    evidence.break("SIM14", `leaf ${wrong + 1} of ${leaves.length} is not the hash of its event`);
  }
  const tiles = await store.hashes(1, 0, leaves.length);
  const complete = Math.floor(leaves.length / tileWidth);
  for (let i = 0; i < complete; i += 1) {
    const root = rootOver(leaves.slice(i * tileWidth, (i + 1) * tileWidth));
    if (Buffer.compare(root, tiles[i] ?? Buffer.of()) !== 0) {
      evidence.break("SIM14", `tile ${i} of ${complete} is not the root of its leaves`);
    }
  }
}

function rootOver(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (only === undefined) return createHash("sha256").digest();
  if (leaves.length === 1) return only;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256([1], rootOver(leaves.slice(0, half)), rootOver(leaves.slice(half)));
}

function sha256(prefix: readonly number[], ...parts: readonly Uint8Array[]): Uint8Array {
  const digest = createHash("sha256").update(Uint8Array.from(prefix));
  for (const part of parts) digest.update(part);
  const made = digest.digest();
  if (made.byteLength !== hashBytes) throw new Error("A hash has another length");
  return made;
}

/** SIM15: personal words stand nowhere unsealed. */
async function canaries(evidence: Evidence): Promise<void> {
  const word = Buffer.from(canary);
  for (const { stored, type, seq } of evidence.events) {
    const parts = [stored.bytes, ...stored.values.map(({ bytes }) => bytes)];
    if (
      parts.some((bytes) =>
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(word),
      )
    ) {
      evidence.break("SIM15", `event ${seq} (${type}) holds personal words unsealed`);
      return;
    }
  }
  for await (const name of evidence.disk.store.blobNames()) {
    const bytes = await evidence.disk.store.getBlob(name);
    if (bytes !== null && Buffer.from(bytes).includes(word)) {
      evidence.break("SIM15", `blob ${name} holds personal words unsealed`);
    }
  }
}

/** SIM11. */
async function projections(evidence: Evidence): Promise<void> {
  const { disk, stage } = evidence;
  const before = await disk.store.dump();
  const sealer = subjectSealer(stage.workspaceKey, disk.keys);
  await disk.store.rebuild((event) => project(decode(event, sealer)));
  const after = await disk.store.dump();
  for (const [table, digest] of Object.entries(before)) {
    if (after[table] !== digest)
      evidence.break("SIM11", `table "${table}" is not what a rebuild makes of the ledger`);
  }
}
