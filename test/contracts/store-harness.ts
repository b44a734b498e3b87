import type { EventStore } from "../../src/ledger/store.ts";

/** One store under test, and what only its adapter can do to it. */
export type StoreHarness = {
  store: EventStore;
  /** Ends this store as a process would, and opens what it left. */
  reopen(): Promise<EventStore>;
  /** Flips a byte of what is stored. */
  spoilEvent(seq: number): Promise<void>;
  spoilBlob(digest: string): Promise<void>;
  dispose(): Promise<void>;
};
