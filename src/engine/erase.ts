import { told } from "../ledger/codec.ts";
import { type Gone, isGone } from "../ledger/gone.ts";
import type { EventStore, StoredEvent } from "../ledger/store.ts";

/**
 * Removes what is gone from the ledger's rows and files. The events stay, byte for byte.
 *
 * ER1 What a file is named by is found in events and plain values: files of an older format, which are
 *     not sealed, go first, while what names them is there; then the rows; then the files of large
 *     values, which the events go on naming. A crash in between is finished by doing it again.
 * ER2 A file that anybody else's event names as well stays.
 */
const page = 200;
const opening = "{".charCodeAt(0);

export async function erase(store: EventStore, gone: Gone): Promise<void> {
  const seqs: number[] = [];
  const own = new Set<string>();
  const named = new Set<string>();
  for await (const event of eventsOf(store)) {
    const said = told(event);
    if (!isGone(said, gone)) continue;
    seqs.push(event.seq);
    for (const digest of Object.values(said.values)) own.add(digest);
    for (const text of plainTexts(event)) for (const name of namesIn(text)) named.add(name);
  }
  await keepOthers(store, gone, [own, named]);
  for (const name of named) if (!own.has(name)) await store.dropBlob(name);
  await store.dropValues(seqs);
  for (const digest of own) await store.dropBlob(digest);
}

/** ER2. */
async function keepOthers(
  store: EventStore,
  gone: Gone,
  wanted: readonly Set<string>[],
): Promise<void> {
  if (wanted.every((names) => names.size === 0)) return;
  for await (const event of eventsOf(store)) {
    if (isGone(told(event), gone)) continue;
    for (const text of plainTexts(event)) {
      for (const name of namesIn(text)) for (const names of wanted) names.delete(name);
    }
  }
}

async function* eventsOf(store: EventStore): AsyncIterable<StoredEvent> {
  for (let from = 1; ;) {
    const events = await store.readFrom(from, page);
    yield* events;
    if (events.length < page) return;
    from += events.length;
  }
}

/** The event, and the values of it that were recorded before content was sealed. */
function plainTexts({ bytes, values }: StoredEvent): string[] {
  const plain = values.filter((value) => value.bytes[0] === opening);
  return [text(bytes), ...plain.map((value) => text(value.bytes))];
}

function namesIn(content: string): string[] {
  return content.match(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g) ?? [];
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
