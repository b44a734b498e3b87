import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { markedTakeover, markTakenOver } from "../engine/quarantine.ts";
import type { EventStore } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";

/**
 * Knows whether a data folder is the one that it was, or a copy of it.
 *
 * PL1 A folder is its lock file, by number and time of birth, on its machine. A copy has another file,
 *     whoever made it; renaming or moving the folder on its disk changes nothing.
 * PL2 What is a copy is taken over in an epoch of its own (QU1) before it is written to. A crash in
 *     between begins no second epoch.
 * PL3 A folder from before this was kept, or fresh from a restore, takes its place silently.
 * PL4 The tour takes a place and goes on in a copy too: it works on a clock of its own, and whatever it
 *     does stays in the folder. Whoever opens that copy as a company finds it in quarantine.
 */
const meta = "place";

/** Who only looks would not be told of the quarantine: it is recorded first, by an owner that leaves again. */
export class TakenOver extends Error {
  override readonly name = "TakenOver";
}

export async function assertSettled(store: EventStore, data: string): Promise<void> {
  const known = (await store.getMeta(meta)) ?? "";
  const moved = known !== "" && known !== placeId(data);
  if (moved || (await markedTakeover(store)) !== null) {
    throw new TakenOver(
      `Cannot read "${data}": it is a copy, and its quarantine is not recorded yet`,
    );
  }
}

export async function settlePlace(store: EventStore, data: string, now: number): Promise<void> {
  const here = placeId(data);
  const known = await store.getMeta(meta);
  if (known === here) return;
  if (known !== null && known !== "") await takeOver(store, now);
  await store.setMeta(meta, here);
}

/** PL4: a place that is known stays. */
export async function takePlace(store: EventStore, data: string): Promise<void> {
  if (((await store.getMeta(meta)) ?? "") === "") await store.setMeta(meta, placeId(data));
}

/** PL3: for a folder that was just restored. */
export async function forgetPlace(store: EventStore): Promise<void> {
  await store.setMeta(meta, "");
}

async function takeOver(store: EventStore, now: number): Promise<void> {
  const epoch = Number((await store.getMeta("epoch")) ?? "1");
  const last = await store.last();
  const marked = await markedTakeover(store);
  // Begun by a start that did not come to its end: nothing was recorded since.
  if (marked?.epoch === epoch && marked.why === "copied" && marked.at >= last.at) return;
  const at = Math.max(now, last.at);
  await markTakenOver(store, { epoch: epoch + 1, why: "copied", takenAt: null, at });
}

/** PL1. Opened by nobody here: closing a descriptor of it would drop its lock. */
function placeId(data: string): string {
  const lock = path.join(data, "owner.db");
  const found = statSync(lock, { bigint: true, throwIfNoEntry: false });
  // Somebody removed it: the next owner makes another, and has to ask.
  if (found === undefined) return "";
  return ofBytes(Buffer.from(`${machineId()} ${found.ino} ${found.birthtimeNs}`)).slice(0, 32);
}

/** Empty where the system has none: the file alone tells then. */
function machineId(): string {
  try {
    return readFileSync("/etc/machine-id", "utf8").trim();
  } catch {
    return "";
  }
}
