import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { EventStore } from "../../src/ledger/store.ts";
import { ofBytes } from "../../src/value/digest.ts";
import type { StoreHarness } from "./store-harness.ts";
import { batch, counts, derive, event, job, jobs } from "../fixtures/batch.ts";
import { operations } from "../fixtures/row-operations.ts";

export function rebuildContract(
  at: () => EventStore,
  reopen: () => Promise<void>,
  make: () => Promise<StoreHarness>,
): void {
  test("a rebuild gives an equal dump, whatever the events did", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(operations, { maxLength: 6 }), { maxLength: 8 }),
        async (txs) => {
          const harness = await make();
          try {
            const { store } = harness;
            await store.prepare([jobs, counts]);
            for (const [i, rows] of txs.entries())
              await store.commit(batch([event(i + 1, "s", i + 1, rows)]));
            const before = await store.dump();
            await store.rebuild(derive);
            expect(await store.dump()).toEqual(before);
          } finally {
            await harness.dispose();
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("rows that no event explains are gone after a rebuild, and leases stay", async () => {
    const lease = { run: "1", path: "a", attempt: 1, worker: "w", expiresAt: 5 };
    await at().commit(
      batch([event(1, "s", 1, [job(1)])], { rows: [job(1), job(2)], leases: [lease] }),
    );
    const before = await at().dump();
    await at().rebuild(derive);
    expect(await at().dump()).not.toEqual(before);
    expect(await at().count({ table: "jobs" })).toBe(1);
    expect(await at().find({ table: "lease" })).toHaveLength(1);
    await reopen();
    expect(await at().count({ table: "jobs" })).toBe(1);
  });

  test("what is removed is gone for good, and leaves the rest and the events as they were", async () => {
    const large = (letter: string) => Buffer.from(letter.repeat(10_000));
    await at().commit(
      batch([
        event(1, "s", 1, [], { small: Buffer.from("a"), large: large("a") }),
        event(2, "s", 2, [], { small: Buffer.from("b"), large: large("b") }),
      ]),
    );
    const kept = await at().putBlob(Buffer.from("kept"));
    const gone = await at().putBlob(Buffer.from("gone"));
    await at().dropValues([1]);
    await at().dropBlob(gone);
    await at().dropBlob(gone);
    await at().dropBlob(ofBytes(large("a")));
    await at().purge();
    await reopen();
    const [one, two] = await at().readFrom(1, 10);
    expect(one?.values).toEqual([]);
    const outlines = await at().outline(1, 10);
    expect(outlines.map(({ values }) => values)).toEqual([
      [],
      [
        { name: "large", size: 10_000 },
        { name: "small", size: 1 },
      ],
    ]);
    expect(outlines.map(({ bytes }) => bytes)).toEqual([one?.bytes, two?.bytes]);
    expect(two?.values.map(({ name }) => name).toSorted()).toEqual(["large", "small"]);
    expect(await at().getBlob(gone)).toBeNull();
    expect(await at().getBlob(kept)).not.toBeNull();
    const names: string[] = [];
    for await (const name of at().blobNames()) names.push(name);
    expect(names).toContain(kept);
    expect(names).not.toContain(gone);
    expect(await at().check()).toEqual([]);
    expect(Buffer.from(await at().putBlob(Buffer.from("gone"))).toString()).toBe(gone);
    expect(await at().getBlob(gone)).not.toBeNull();
  });

  test("a rebuild that fails leaves the rows as they were", async () => {
    await at().commit(batch([event(1, "s", 1, [job(1)])]));
    const before = await at().dump();
    const failing = at().rebuild(() => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    expect(await at().dump()).toEqual(before);
  });
}
