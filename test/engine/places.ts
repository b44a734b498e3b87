import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Keys } from "../../src/ledger/keys.ts";
import type { EventStore } from "../../src/ledger/store.ts";
import { MemoryKeys } from "../../src/store/memory/memory-keys.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { keysBeside } from "../../src/store/sqlite/keys.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

/** Where a company is kept, and what of it outlives a kill. */
export type Place = {
  store: EventStore;
  keys: Keys;
  /** For the next process; whoever was at work here does not end in order, and reaches it no more. */
  killed(): Promise<Place>;
};

/** By the name of the store. */
export const places: Readonly<Record<string, () => Promise<Place>>> = {
  memory: async () => {
    const place: Place = {
      store: new MemoryStore(),
      keys: new MemoryKeys(),
      killed: async () => place,
    };
    return place;
  },
  SQLite: () => inFolder(newFolder()),
};

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ms-place-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * The next process finds what `kill -9` leaves: every file as the system knows it at that moment, the log
 * that nobody has folded back among them.
 */
async function inFolder(folder: string): Promise<Place> {
  const store = await openSqliteStore(folder);
  const keys = await keysBeside(store, folder, "own");
  onTestFinished(async () => {
    await keys.close();
    await store.close();
  });
  return {
    store,
    keys,
    killed: async () => {
      const left = newFolder();
      cpSync(folder, left, { recursive: true });
      return inFolder(left);
    },
  };
}
