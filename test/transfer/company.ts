import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { exportAll } from "../../src/host/transfer/export.ts";
import { importAll } from "../../src/host/transfer/import.ts";
import { migrate } from "../../src/host/ledger/migrate.ts";
import type { Places } from "../../src/host/places.ts";
import type { EventStore, StoredEvent } from "../../src/ledger/store.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { type Manifest, manifestFile } from "../../src/transfer/manifest.ts";
import { scratch } from "../bad-input/company.ts";
import { left } from "../migrations/company.ts";

/** A company that has lived for three weeks: letters, invoices, books, bank lines, an undone job. */
export async function lived(): Promise<Places> {
  const places = await left("0.1.0-tour");
  await migrate(places, "run");
  return places;
}

export async function exported(places: Places): Promise<string> {
  const to = path.join(await scratch(), "export");
  const { failed } = await exportAll(places, to);
  if (failed.length > 0) throw new Error(`not whole: ${JSON.stringify(failed)}`);
  return to;
}

/** Made from an export in a folder of its own; the files stay where they were. */
export async function imported(from: string, { workspace }: Places): Promise<Places> {
  const places = { workspace, data: path.join(await scratch(), "data") };
  const { ok, problems } = await importAll(places, { from, dryRun: false, files: false });
  if (!ok) throw new Error(`not imported: ${problems.join("; ")}`);
  return places;
}

export async function manifestOf(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(path.join(folder, manifestFile), "utf8")) as Manifest;
}

export async function reading<T>(
  data: string,
  work: (store: EventStore) => Promise<T>,
): Promise<T> {
  const store = await openSqliteStore(data, { access: "read" });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export function eventsOf(data: string): Promise<readonly StoredEvent[]> {
  return reading(data, (store) => store.readFrom(1, 1_000_000));
}

export function blobsOf(data: string): Promise<string[]> {
  return reading(data, async (store) => {
    const names: string[] = [];
    for await (const name of store.blobNames()) names.push(name);
    return names.toSorted();
  });
}

export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}
