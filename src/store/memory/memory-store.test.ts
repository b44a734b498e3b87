import { expect, test } from "vitest";
import { batch, event } from "../../../test/fixtures/batch.ts";
import { storeContract } from "../../../test/contracts/store.ts";
import { MemoryStore } from "./memory-store.ts";

storeContract("memory", async () => {
  const store = new MemoryStore();
  return {
    store,
    reopen: async () => store,
    spoilEvent: async (seq) => {
      const [stored] = await store.readFrom(seq, 1);
      if (stored !== undefined) stored.bytes[0] = 0;
    },
    spoilBlob: async (digest) => {
      const bytes = await store.getBlob(digest);
      if (bytes !== null) bytes[0] = 0;
    },
    dispose: async () => {},
  };
});

test("a commit told to fail leaves nothing, and the next one succeeds", async () => {
  const store = new MemoryStore();
  store.failAt({ commit: 2, when: "before" });
  await store.commit(batch([event(1, "s", 1)]));
  await expect(store.commit(batch([event(2, "s", 2)]))).rejects.toThrow(/told to fail/);
  expect(await store.head("s")).toBe(1);
  await store.commit(batch([event(2, "s", 2)]));
});

test("a commit told to fail afterwards is durable all the same", async () => {
  const store = new MemoryStore();
  store.failAt({ commit: 1, when: "after" });
  await expect(store.commit(batch([event(1, "s", 1)]))).rejects.toThrow(/told to fail/);
  expect(await store.head("s")).toBe(1);
});
