import type { Files } from "../connectors/contract.ts";
import { decode } from "../ledger/codec.ts";
import type { Recorded } from "../ledger/event.ts";
import type { Sealer } from "../ledger/seal.ts";
import type { EventStore } from "../ledger/store.ts";
import { isObject, type Json, textsIn } from "../value/json.ts";
import { isTelling, names, plainly, type Words, wordsOf } from "../value/mention.ts";

/**
 * Where somebody is named in what is about nobody: a job that was started by hand, a morning note, a
 * mail that could not be read. Nothing there is sealed under her key, so it has to be found.
 *
 * NM1 She is known by her id, which labels carry along; by every name and address that she wrote under;
 *     and by the texts of her records that tell her from others, those of before included.
 * NM2 What another client's records say as well tells nobody from others. Her names always do.
 * NM3 Text in files counts where the file is text. Records of the company itself, reasons for a stop,
 *     and what is about other clients are left as they are.
 */
export type Search = { store: EventStore; sealer: Sealer; files: Files };

const page = 500;

/** What she is known by, as long as what is hers can be opened. */
export async function wordsFor(
  { store, sealer }: Search,
  members: readonly string[],
): Promise<Words> {
  const own = new Set(members);
  const certain = new Set(members);
  const telling = new Set<string>();
  for (const row of await store.find({ table: "party", where: { subject: members } })) {
    for (const column of ["name", "sender", "address"]) add(certain, row[column]);
  }
  for await (const event of eventsFrom(store, sealer, 1)) {
    if (event.subject === null || !own.has(event.subject)) continue;
    if (event.type === "inbound.received") {
      const { from } = membersOf(event.values["event"]?.value);
      for (const part of Object.values(membersOf(from))) add(certain, part);
    } else if (event.stream.startsWith("record/entity/")) {
      const { name, aliases } = membersOf(event.values["set"]?.value);
      for (const text of textsIn([name ?? null, aliases ?? null])) add(certain, text);
    } else if (event.stream.startsWith("record/client/")) {
      const set = membersOf(event.values["set"]?.value);
      add(certain, set["name"]);
      for (const text of textsIn(set)) if (isTelling(text)) telling.add(plainly(text));
    }
  }
  for (const text of await othersTexts(store, own)) telling.delete(text);
  return wordsOf([...certain, ...telling]);
}

/** What is about nobody and names her: ids of jobs, and how many arrivals. */
export type Named = { jobs: readonly string[]; arrivals: number };

export const nowhere: Named = { jobs: [], arrivals: 0 };

export function inParts(streams: readonly string[]): Named {
  const jobs = streams.filter((name) => name.startsWith("run/")).map((name) => name.slice(4));
  const arrivals = streams.filter((name) => name.startsWith("inbound/")).length;
  return { jobs, arrivals };
}

/** Streams about nobody that name her, from event `from` on; `last` is how far it looked. */
export async function namedIn(
  { store, sealer, files }: Search,
  words: Words,
  from: number,
): Promise<{ streams: readonly string[]; last: number }> {
  const streams = new Set<string>();
  let last = from - 1;
  for await (const event of eventsFrom(store, sealer, from)) {
    last = event.seq;
    if (!canBeForgotten(event) || streams.has(event.stream)) continue;
    const content = Object.values(event.values).map(({ value, labels }) => [
      value,
      Object.values(labels).flatMap(({ clients }) => [...clients]),
    ]);
    if (names(content, words) || (await filesName(files, content, words))) {
      streams.add(event.stream);
    }
  }
  return { streams: [...streams], last };
}

function canBeForgotten({ subject, stream }: Recorded): boolean {
  return subject === null && /^(?:run|inbound|mark|import|revision)\//.test(stream);
}

async function* eventsFrom(
  store: EventStore,
  sealer: Sealer,
  from: number,
): AsyncIterable<Recorded> {
  for (let next = from; ;) {
    const events = await store.readFrom(next, page);
    for (const event of events) yield decode(event, sealer);
    if (events.length < page) return;
    next += events.length;
  }
}

/** NM3. */
async function filesName(files: Files, content: Json, words: Words): Promise<boolean> {
  for (const text of textsIn(content)) {
    if (!/^[0-9a-f]{128}$/.test(text)) continue;
    const bytes = await files.get(text);
    if (bytes !== null && readings(bytes).some((read) => names(read, words))) return true;
  }
  return false;
}

/** Banks still write Latin-1 and UTF-16; what a text is not reads as nonsense, which names nobody. */
function readings(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const utf8 = text.toString("utf8");
  if (text.includes(0)) return [utf8, text.toString("utf16le")];
  return utf8.includes("\u{fffd}") ? [utf8, text.toString("latin1")] : [utf8];
}

/** NM2. */
async function othersTexts(store: EventStore, own: ReadonlySet<string>): Promise<Set<string>> {
  const texts = new Set<string>();
  for (const { subject, value } of await store.find({ table: "fact", where: { kind: "client" } })) {
    if (own.has(String(subject)) || typeof value !== "string") continue;
    for (const text of textsIn(JSON.parse(value) as Json)) texts.add(plainly(text));
  }
  return texts;
}

function membersOf(value: Json | undefined): Readonly<Record<string, Json>> {
  return value !== undefined && isObject(value) ? value : {};
}

function add(words: Set<string>, value: unknown): void {
  if (typeof value === "string") words.add(value);
}
