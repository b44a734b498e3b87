import { setImmediate } from "node:timers/promises";
import { decode } from "../../ledger/codec.ts";
import type { Recorded } from "../../ledger/event.ts";
import type { Sealer } from "../../ledger/seal.ts";
import type { EventStore } from "../../ledger/store.ts";
import { passageOf } from "../../memory/passage.ts";
import { stemsIn } from "../../memory/finding/words.ts";
import { textOf } from "../../value/json.ts";

/** What is to go, as it can be found again in each store. */
export type Contents = {
  entries: ReadonlySet<number>;
  /** Names of the blobs that nothing else refers to. */
  files: readonly string[];
  passages: readonly { seq: number; client: string; words: readonly string[] }[];
  facts: readonly { kind: string; id: string; field: string; version: number }[];
};

type Search = { store: EventStore; sealer: Sealer };

const page = 500;
/** Of a passage: one that is still found is found by any of them. */
const mostWords = 20;

/** Reads what is to go while it can still be opened; of `plain` there is nothing to be read (RV1). */
export async function contentsOf(
  { store, sealer }: Search,
  entries: ReadonlySet<number>,
  plain: ReadonlySet<number>,
): Promise<Contents> {
  const named = new Set<string>();
  const passages: Contents["passages"][number][] = [];
  const facts: Contents["facts"][number][] = [];
  for (const seq of entries) {
    const [stored] = plain.has(seq) ? [] : await store.readFrom(seq, 1);
    if (stored === undefined) continue;
    const event = decode(stored, sealer);
    for (const name of filesIn(event)) named.add(name);
    const said = event.subject === null ? null : passageOf(event);
    if (said !== null && event.subject !== null) {
      const words = stemsIn(said.text).slice(0, mostWords);
      passages.push({ seq, client: event.subject, words });
    }
    if (event.type === "record.changed") facts.push(...factsIn(event));
  }
  if (named.size > 0) await keepOthers({ store, sealer }, entries, named);
  return { entries, files: [...named], passages, facts };
}

function factsIn({ data }: Recorded): Contents["facts"] {
  const { kind, id, fields, version } = data;
  if (!Array.isArray(fields)) return [];
  return fields.map((field) => ({
    kind: textOf(kind),
    id: textOf(id),
    field: textOf(field),
    version: Number(version),
  }));
}

/** The blobs behind the references in what an event says (SF1). */
function filesIn({ values }: Recorded): string[] {
  const references = JSON.stringify(values).match(/(?<![0-9a-f])[0-9a-f]{128}(?![0-9a-f])/g) ?? [];
  return references.map((reference) => reference.slice(0, 64));
}

/** A file that what stays refers to stays. */
async function keepOthers(
  { store, sealer }: Search,
  entries: ReadonlySet<number>,
  named: Set<string>,
): Promise<void> {
  for (let from = 1; named.size > 0; from += page) {
    const events = await store.readFrom(from, page);
    await setImmediate();
    for (const stored of events) {
      if (entries.has(stored.seq) || stored.values.length === 0) continue;
      for (const name of filesIn(decode(stored, sealer))) named.delete(name);
    }
    if (events.length < page) return;
  }
}
