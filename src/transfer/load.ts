import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Sealer } from "../ledger/seal.ts";
import { type SealedFiles, sealedFiles } from "../ledger/sealed-files.ts";
import { Damaged, type EventStore, type StoredEvent } from "../ledger/store.ts";
import { TreeEdge } from "../ledger/tree-edge.ts";
import { leafOf } from "../ledger/tree.ts";
import { isObject } from "../value/json.ts";
import { eventOf, remedy } from "./history.ts";
import { linesOf } from "./lines.ts";
import type { Item, Kind, Manifest } from "./manifest.ts";
import type { SignedHistory } from "./signed.ts";

/**
 * Reads an export that was checked, and fills an empty store from it.
 *
 * LD1 The bytes of every event and value are those that were exported, and the tree over them has the
 *     root that the manifest tells, and those that were signed (SG1); else nothing of it is kept.
 * LD2 Every file gets the name by which the history names it, or the import fails.
 */
const atOnce = 500;

/** The history, batch by batch, each event as it is stored (LD1). */
export async function* historyIn(
  folder: string,
  manifest: Manifest,
  sealer: Sealer,
  signed: SignedHistory,
): AsyncGenerator<readonly StoredEvent[]> {
  const tree = new TreeEdge();
  let batch: StoredEvent[] = [];
  for await (const line of linesOf(path.join(folder, only(manifest, "history").path))) {
    const event = eventOf(line, tree.size + 1, sealer);
    tree.add(leafOf(event.bytes), () => {});
    signed.compare(tree.size, () => tree.root());
    batch.push(event);
    if (batch.length < atOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  const { events, root } = manifest.history;
  if (tree.size !== events) {
    throw new Damaged(
      `Cannot import the history: it ends at entry ${tree.size}, the manifest tells of ${events}; ${remedy}`,
    );
  }
  if (Buffer.from(tree.root()).toString("hex") !== root) {
    throw new Damaged(`Cannot import the history: it is not the one that was exported; ${remedy}`);
  }
  signed.assertReached(tree.size);
}

export async function fill(
  store: EventStore,
  folder: string,
  manifest: Manifest,
  sealer: Sealer,
  signed: SignedHistory,
  progress: (doing: string, done: number, total: number) => void,
): Promise<void> {
  const named = manifest.items.filter(({ reference }) => reference !== undefined);
  const files = sealedFiles(store, sealer);
  let put = 0;
  for (const item of named) {
    await putFile(store, files, folder, item);
    progress("files", (put += 1), named.length);
  }
  let events = 0;
  for await (const batch of historyIn(folder, manifest, sealer, signed)) {
    await store.commit({ events: batch, rows: [], relied: [] });
    events += batch.length;
    progress("history", events, manifest.history.events);
  }
}

/** Settings of the data folder, all but the secret ones. */
export async function settingsIn(
  folder: string,
  manifest: Manifest,
): Promise<Readonly<Record<string, string>>> {
  const told: unknown = JSON.parse(await textOf(folder, only(manifest, "settings")));
  const settings = isObject(told) ? Object.entries(told) : [];
  if (!settings.every((entry): entry is [string, string] => typeof entry[1] === "string")) {
    throw new Damaged(`Cannot read the settings of the export: they are not whole; ${remedy}`);
  }
  return Object.fromEntries(settings);
}

export function textOf(folder: string, { path: file }: Item): Promise<string> {
  return readFile(path.join(folder, file), "utf8");
}

/** The manifest was checked to name exactly one. */
export function only(manifest: Manifest, kind: Kind): Item {
  const found = manifest.items.find((item) => item.kind === kind);
  if (found === undefined) throw new Error(`Cannot import: there is no file of ${kind}`);
  return found;
}

async function putFile(
  store: EventStore,
  files: SealedFiles,
  folder: string,
  item: Item,
): Promise<void> {
  const bytes = await readFile(path.join(folder, item.path));
  const isEncrypted = (item.reference ?? "").length > 64;
  const reference = await (isEncrypted ? files.put(bytes) : store.putBlob(bytes));
  if (reference === item.reference) return;
  throw new Damaged(
    `Cannot import "${item.path}": it is not the file that the history names; ${remedy}`,
  );
}
