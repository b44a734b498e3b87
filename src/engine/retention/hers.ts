import { setImmediate } from "node:timers/promises";
import type { Naming } from "../../kernel/subject.ts";
import { told } from "../../ledger/codec.ts";
import { type Gone, isGone } from "../../ledger/gone.ts";
import type { Journal } from "../../ledger/journal.ts";
import type { Sealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import type { Counted } from "../../memory/removal.ts";
import type { Meanings } from "../memory/meanings.ts";
import { removalStream } from "../streams.ts";
import type { Counts } from "./receipt.ts";

const page = 500;

/** How much there is of a client in each store. Files are those of values that were too large for a row. */
export async function countsOfHers(
  look: { store: EventStore; sealer: Sealer; meanings: Meanings },
  members: readonly string[],
  named: readonly Naming[],
): Promise<Counts> {
  const { store, sealer, meanings } = look;
  const gone = new Map([
    ...members.map((member) => [member, 0] as const),
    ...named.map(({ stream, until }) => [stream, until] as const),
  ]);
  const { values, files } = await contentOf(store, gone);
  const destroyed = new Set((await sealer.forgotten()).map(({ subject }) => subject));
  const parties = await store.find({ table: "party", where: { subject: members } });
  return [
    ["values", values],
    ["files", files],
    ["keys", [...gone.keys()].filter((name) => !destroyed.has(name)).length],
    ["words", await store.count({ table: "passage", where: { client: members } })],
    ["vectors", meanings.vectorsFor(members)],
    ["facts", await store.count({ table: "fact", where: { subject: members } })],
    [
      "names",
      parties.filter((row) => [row["name"], row["sender"], row["address"]].some(isThere)).length,
    ],
  ];
}

const isThere = (cell: unknown): boolean => typeof cell === "string" && cell !== "";

async function contentOf(
  store: EventStore,
  gone: Gone,
): Promise<{ values: number; files: number }> {
  const there = new Set<string>();
  for await (const name of store.blobNames()) there.add(name);
  const files = new Set<string>();
  let values = 0;
  for (let from = 1; ; from += page) {
    const events = await store.outline(from, page);
    // Others come to their turn.
    await setImmediate();
    for (const event of events) {
      const said = told(event);
      if (!isGone(said, gone)) continue;
      values += event.values.length;
      for (const digest of Object.values(said.values)) if (there.has(digest)) files.add(digest);
    }
    if (events.length < page) return { values, files: files.size };
  }
}

/** The newest receipt of one of them being forgotten. */
export async function receiptFor(
  journal: Journal,
  members: readonly string[],
): Promise<readonly Counted[] | null> {
  const hers = (await journal.load(removalStream.name)).findLast(
    ({ type, subject }) =>
      type === "content.removed" && subject !== null && members.includes(subject),
  );
  // Events of this type are written by this program only, in this shape.
  return hers === undefined ? null : (hers.data["receipt"] as unknown as readonly Counted[]);
}
