import { shapes } from "../../engine/shapes.ts";
import { Journal } from "../../ledger/journal.ts";
import type { Sealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { project } from "../../views/project.ts";
import { tables } from "../../views/tables.ts";

/** Each table derived anew from the history, and whether it is what stood there before. */
export type Derived = { name: string; equal: boolean }[];

/** Reads every event with its content, and derives every projection from them (LG3). */
export async function derive(store: EventStore, sealer: Sealer): Promise<Derived> {
  await store.prepare(tables);
  const stale = new Set(await store.staleTables());
  const before = await store.dump();
  const journal = await Journal.open({
    store,
    sealer,
    ...shapes,
    project,
    stamp: () => 0,
    tenant: "own",
    epoch: 1,
    // Nothing is recorded.
    onFailure: () => {},
  });
  await journal.rebuild();
  const after = await store.dump();
  return Object.keys(after).map((name) => ({
    name,
    equal: stale.has(name) || before[name] === after[name],
  }));
}
