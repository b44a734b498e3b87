import type { EventStore } from "../../ledger/store.ts";
import type { Counted, Store } from "../../memory/removal.ts";
import type { Meanings } from "../memory/meanings.ts";
import type { Contents } from "./contents.ts";

type Look = { store: EventStore; meanings: Meanings };

/** How much there is in each store of what is to go. */
export type Counts = readonly (readonly [Store, number])[];

/**
 * Counts, has it removed, and counts again.
 *
 * RV4 Nothing here is concluded: every figure is read from the store that it is about, the second after
 *     everything was derived anew.
 */
export async function receiptOf(
  count: () => Promise<Counts>,
  remove: () => Promise<void>,
): Promise<Counted[]> {
  const before = await count();
  await remove();
  const after = new Map(await count());
  return before.flatMap(([store, found]) => {
    const left = after.get(store) ?? 0;
    return found === 0 && left === 0 ? [] : [{ store, removed: found - left, left }];
  });
}

export async function countsOf(look: Look, contents: Contents): Promise<Counts> {
  return [
    ["values", await valuesIn(look, contents)],
    ["files", await filesIn(look, contents)],
    ["words", await foundByWords(look, contents)],
    ["vectors", vectorsOf(look, contents)],
    ["facts", await factsIn(look, contents)],
  ];
}

async function valuesIn({ store }: Look, { entries }: Contents): Promise<number> {
  let values = 0;
  for (const seq of entries) values += (await store.outline(seq, 1))[0]?.values.length ?? 0;
  return values;
}

async function filesIn({ store }: Look, { files }: Contents): Promise<number> {
  let found = 0;
  for (const name of files) if ((await store.getBlob(name)) !== null) found += 1;
  return found;
}

/** Of one search: more of them would be looked for one by one. */
const wordsAtOnce = 200;

/** Passages that a search for their own words finds; of a client together, as many may go at once. */
async function foundByWords({ store }: Look, { passages }: Contents): Promise<number> {
  let found = 0;
  for (const [within, those] of Map.groupBy(passages, (passage) => passage.client)) {
    const words = [...new Set(those.flatMap((passage) => passage.words))];
    const keys = new Set<number>();
    for (let from = 0; from < words.length; from += wordsAtOnce) {
      const some = words.slice(from, from + wordsAtOnce);
      for (const key of await store.search({ table: "passage", within, words: some })) {
        keys.add(key);
      }
    }
    found += those.filter(({ seq }) => keys.has(seq)).length;
  }
  return found;
}

function vectorsOf({ meanings }: Look, { passages }: Contents): number {
  // Opened only where there may be any.
  return passages.length === 0 ? 0 : meanings.vectorsOf(asVectors(passages));
}

export function asVectors(passages: Contents["passages"]): { client: string; entry: number }[] {
  return passages.map(({ client, seq }) => ({ client, entry: seq }));
}

async function factsIn({ store }: Look, { facts }: Contents): Promise<number> {
  let found = 0;
  for (const fact of facts) found += await store.count({ table: "fact", where: { ...fact } });
  return found;
}
