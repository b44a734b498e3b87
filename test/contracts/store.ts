import { afterEach, beforeEach, describe } from "vitest";
import type { EventStore } from "../../src/ledger/store.ts";
import { counts, jobs, notes } from "../fixtures/batch.ts";
import { damageContract, eventContract } from "./store-events.ts";
import { rowContract } from "./store-rows.ts";
import { rebuildContract } from "./store-rebuild.ts";
import { wordContract } from "./store-words.ts";
import type { StoreHarness } from "./store-harness.ts";

export function storeContract(name: string, make: () => Promise<StoreHarness>): void {
  describe(name, () => {
    let harness: StoreHarness;
    let store: EventStore;
    beforeEach(async () => {
      harness = await make();
      store = harness.store;
      await store.prepare([jobs, counts, notes]);
    });
    afterEach(() => harness.dispose());
    const reopen = async (): Promise<void> => {
      store = await harness.reopen();
      await store.prepare([jobs, counts, notes]);
    };

    describe("events", () => eventContract(() => store, reopen));
    describe("damage", () =>
      damageContract(
        () => store,
        () => harness,
      ));
    describe("rows", () => rowContract(() => store, reopen));
    describe("words", () => wordContract(() => store, reopen));
    describe("rebuild", () => rebuildContract(() => store, reopen, make));
  });
}
