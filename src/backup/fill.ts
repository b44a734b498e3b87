import { isGone } from "../ledger/gone.ts";
import { rootAt } from "../ledger/proof.ts";
import type { EventStore, StoredEvent, StoredValue } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";
import { isObject, textOf } from "../value/json.ts";
import type { Identity } from "./age.ts";
import type { Frame } from "./frames.ts";
import type { Forgotten, Pack, Segment, Snapshot } from "./manifest.ts";
import { type Kind, type Stored, unpack } from "./object.ts";
import { staysBelow } from "./outside.ts";
import { damaged } from "./refused.ts";
import { objectPath, type Repository } from "./repository.ts";

/**
 * Fills an empty ledger from a snapshot.
 *
 * FL1 Every object is checked whole before anything of it is used, every event by the root of the
 *     tree, every value and blob by its digest; whatever does not fit ends the restore.
 * FL2 Who is on the forgotten-list stays forgotten: no key, and no value, whatever the snapshot holds;
 *     nor what is about nobody and stands on it by its stream.
 * FL3 What was restored is counted against the manifest; one item less, and the restore failed.
 */
export type Restored = {
  events: number;
  values: number;
  /** Values left out because their subject was forgotten since. */
  forgottenValues: number;
  blobs: number;
  keys: number;
  /** What connectors kept in the data folder. */
  files: number;
};

export type From = {
  repository: Repository;
  identity: Identity;
  snapshot: Snapshot;
  forgotten: Forgotten;
  told: (doing: "events" | "files", done: number, of: number) => void;
};

const batchSize = 1_000;

/** `write` puts a file of a connector into its place below the new data folder. */
export async function fill(
  store: EventStore,
  from: From,
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<Omit<Restored, "keys">> {
  const { meta, files } = await settingsOf(from);
  const { blobs, written } = await fillBlobs(store, from, files, write);
  const filled = await fillEvents(store, from);
  for (const [key, value] of Object.entries(meta)) await store.setMeta(key, value);
  const { snapshot } = from;
  const root = Buffer.from(await rootAt(store, filled.events)).toString("hex");
  if (filled.events !== snapshot.events || root !== snapshot.root) {
    throw damaged("its events are not those that were backed up");
  }
  if (filled.values + filled.forgottenValues !== snapshot.values) {
    throw damaged(
      `${snapshot.values - filled.values - filled.forgottenValues} of its ${snapshot.values} values are missing`,
    );
  }
  if (written !== files.length) throw damaged("files of connectors are missing in it");
  return { ...filled, blobs, files: written };
}

type Listed = { path: string; digest: string };

async function settingsOf(from: From): Promise<{ meta: Record<string, string>; files: Listed[] }> {
  const [frame] = await open(from, "meta", from.snapshot.meta);
  const { meta, files } = frame?.head ?? {};
  if (!isObject(meta) || !Array.isArray(files)) throw damaged("its settings are missing");
  const listed = files.map((file) => {
    const { path, digest } = isObject(file) ? file : {};
    if (typeof path !== "string" || typeof digest !== "string" || !staysBelow(path)) {
      throw damaged("it names a file that lies outside the data folder");
    }
    return { path, digest };
  });
  const entries = Object.entries(meta).map(([key, value]) => [key, textOf(value)] as const);
  return { meta: Object.fromEntries(entries), files: listed };
}

async function fillBlobs(
  store: EventStore,
  from: From,
  files: readonly Listed[],
  write: (path: string, bytes: Uint8Array) => Promise<void>,
): Promise<{ blobs: number; written: number }> {
  const { packs } = from.snapshot;
  const count = { blobs: 0, written: 0 };
  for (const [i, pack] of packs.entries()) {
    const frames = await open(from, "blobs", pack);
    if (frames.length !== pack.blobs.length) throw damaged("files are missing in it");
    for (const { head, parts } of frames) {
      const [bytes] = parts;
      const { digest, outside } = head;
      if (bytes === undefined || ofBytes(bytes) !== (outside ?? digest)) {
        throw damaged(`its file "${textOf(outside ?? digest)}" has changed`);
      }
      if (outside === undefined) {
        await store.putBlob(bytes);
        count.blobs += 1;
        continue;
      }
      for (const file of files.filter((each) => each.digest === outside)) {
        await write(file.path, bytes);
        count.written += 1;
      }
    }
    from.told("files", i + 1, packs.length);
  }
  return count;
}

async function fillEvents(
  store: EventStore,
  from: From,
): Promise<{ events: number; values: number; forgottenValues: number }> {
  const { segments, events: of } = from.snapshot;
  const gone = new Map(from.forgotten.map(({ subject, at }) => [subject, at]));
  const count = { events: 0, values: 0, forgottenValues: 0 };
  for (const segment of segments) {
    const frames = await open(from, "events", segment);
    if (segment.from !== count.events + 1 || frames.length !== segment.to - segment.from + 1) {
      throw damaged("events are missing in it");
    }
    for (let at = 0; at < frames.length; at += batchSize) {
      const events: StoredEvent[] = [];
      for (const frame of frames.slice(at, at + batchSize)) {
        const { event, named } = await eventOf(store, frame);
        const dropped = isGone(placeOf(event), gone);
        count[dropped ? "forgottenValues" : "values"] += dropped ? named : event.values.length;
        events.push(dropped ? { ...event, values: [] } : event);
      }
      await store.commit({ events, rows: [], relied: [] });
      count.events += events.length;
      from.told("events", count.events, of);
    }
  }
  return count;
}

async function eventOf(
  store: EventStore,
  { head, parts: [bytes, ...inline] }: Frame,
): Promise<{ event: StoredEvent; named: number }> {
  const { seq, stream, version, values: listed } = head;
  const sound =
    typeof seq === "number" && typeof stream === "string" && typeof version === "number";
  if (!sound || bytes === undefined || !Array.isArray(listed)) {
    throw damaged("it holds something else where an event should be");
  }
  const values: StoredValue[] = [];
  for (const each of listed) {
    const { name = "", blob = null } = isObject(each) ? each : {};
    const found = typeof blob === "string" ? await store.getBlob(blob) : inline.shift();
    if (found !== undefined && found !== null) values.push({ name: textOf(name), bytes: found });
  }
  return { event: { seq, stream, version, bytes, values }, named: listed.length };
}

function placeOf({ seq, stream, bytes }: StoredEvent): Parameters<typeof isGone>[0] {
  const event: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const { subject = null, at = 0 } = isObject(event) ? event : {};
  return { seq, stream, subject: typeof subject === "string" ? subject : null, at: Number(at) };
}

async function open(
  { repository, identity }: From,
  kind: Kind,
  stored: Stored | Segment | Pack,
): Promise<readonly Frame[]> {
  const file = await repository.getObject(stored);
  return unpack(kind, stored, file, identity, objectPath(stored.name));
}
