import { createHmac, type KeyObject, randomUUID } from "node:crypto";
import { originOf } from "../ledger/checkpoint.ts";
import { removalsMeta } from "../ledger/gone.ts";
import type { Keys } from "../ledger/keys.ts";
import { verifierOf } from "../ledger/note.ts";
import { rootAt } from "../ledger/proof.ts";
import type { EventStore } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";
import { listedIn, union } from "./choose.ts";
import { takeBlobs } from "./contents.ts";
import { idAt, type KeysCopy, type Segment, signed, type Snapshot } from "./manifest.ts";
import { contentOf, pack, type Stored } from "./object.ts";
import type { OutsideFile } from "./outside.ts";
import { damaged } from "./refused.ts";
import { objectPath, objectsOf, type Repository } from "./repository.ts";
import { dayMs } from "./retention.ts";
import { isReusable } from "./reuse.ts";
import { countValues, eventsIn, frameOf, plan } from "./segments.ts";
import { Writer } from "./writer.ts";

/**
 * Takes one snapshot of a company while it works.
 *
 * TK1 What is in it is the ledger as it was at one event; whatever is recorded meanwhile is in the
 *     next. Events never change, and a blob stands before the event that names it.
 * TK2 Keys are read after that event was fixed, and their copy is written before the manifest: no
 *     snapshot is without the key of anything in it, but of whom is forgotten.
 * TK3 Only what no earlier snapshot of the same history holds is written. History that went another
 *     way since (a restore) shares what was before.
 * TK4 What is read is checked as it is read: damage ends the backup and is never backed up.
 * TK5 Whoever the folder says is forgotten is in no new copy of the keys, though she lives on here:
 *     another copy of this company forgot her, or keys of before were put back.
 */
export type Source = {
  store: EventStore;
  keys: Keys & { readonly id: string };
  /** As they were at event `events`. */
  events: number;
  projections: Snapshot["projections"];
  checkpoint: string | null;
  workspace: string;
  /** What connectors keep in the data folder. */
  outside: readonly OutsideFile[];
  signing: { pem: string; key: KeyObject };
};

export type TakeOptions = {
  now: number;
  /** Awaited between pieces of work, so that others come to their turn. */
  pace: () => Promise<void>;
  told: (progress: Progress) => void;
};

export type Progress = { doing: "events" | "files"; done: number; of: number };

export type Taken = {
  snapshot: Snapshot;
  keys: KeysCopy;
  /** How many keys are not in it though they are here (TK5). */
  leftOut: number;
  /** Of the ledger, and of what connectors keep in the data folder. */
  blobs: number;
  files: number;
  writtenBytes: number;
};

export async function take(
  source: Source,
  repository: Repository,
  options: TakeOptions,
): Promise<Taken> {
  const { store, events } = source;
  const { now, pace } = options;
  const base = await baseOf(source, repository);
  const { segments, written } = await takeEvents(source, repository, base, options);
  const meta = await store.metas();
  const workspaceKey = meta["workspace-key"] ?? "";
  const contents = { store, outside: source.outside, workspaceKey, pace, told: options.told };
  const blobs = await takeBlobs(contents, repository, base);
  const settings = await takeSettings({ meta, files: blobs.files }, repository, base, pace);
  const id = idAt(now, randomUUID());
  const { copy: keys, leftOut } = await takeKeys(source, repository, id, now);
  const snapshot = signed<Snapshot>(
    {
      format: 1,
      id,
      at: now,
      workspace: source.workspace,
      epoch: Number(meta["epoch"] ?? "1"),
      events,
      root: await hexRoot(store, events),
      values: segments.reduce((sum, each) => sum + each.values, 0),
      checkpoint: source.checkpoint,
      projections: source.projections,
      forgotten: await forgottenOf(source.keys),
      segments,
      packs: blobs.packs,
      meta: settings.stored,
    },
    source.signing.key,
  );
  for (const object of objectsOf(snapshot)) {
    // Another backup may have thinned the folder out meanwhile.
    if (!(await repository.hasObject(object)))
      throw damaged(`"${objectPath(object.name)}" went missing`);
  }
  await repository.putSnapshot(snapshot);
  const bytes = written + blobs.written + settings.written + keys.object.bytes;
  const packed = blobs.packs.reduce((sum, one) => sum + one.blobs.length, 0);
  const distinct = new Set(blobs.files.map(({ digest }) => digest)).size;
  const { length: files } = blobs.files;
  return { snapshot, keys, leftOut, blobs: packed - distinct, files, writtenBytes: bytes };
}

/** TK3: the newest snapshot of which this history is a continuation. */
async function baseOf(source: Source, repository: Repository): Promise<Snapshot | null> {
  const { sound } = await repository.snapshots();
  for (const snapshot of sound.toReversed()) {
    if (snapshot.events > source.events) continue;
    if ((await hexRoot(source.store, snapshot.events)) === snapshot.root) return snapshot;
  }
  return null;
}

async function hexRoot(store: EventStore, size: number): Promise<string> {
  return Buffer.from(await rootAt(store, size)).toString("hex");
}

async function forgottenOf(keys: Keys): Promise<Snapshot["forgotten"]> {
  return (await keys.forgotten()).map(({ subject, at }) => ({ subject, at }));
}

async function takeEvents(
  { store, keys, events }: Source,
  repository: Repository,
  base: Snapshot | null,
  { now, pace, told }: TakeOptions,
): Promise<{ segments: Segment[]; written: number }> {
  const gone = await forgottenOf(keys);
  const removals = Number((await store.getMeta(removalsMeta)) ?? "0");
  const forgotten = gone.length + removals;
  const isWhole = async (segment: Segment): Promise<boolean> =>
    (await isReusable(repository, segment)) &&
    (segment.forgotten === forgotten || (await countValues(store, segment)) === segment.values);
  const { reused, ranges } = await plan(base?.segments ?? [], events, isWhole);
  const isDone = gone.every(({ at }) => now - at > dayMs);
  const segments = isDone ? reused.map((one) => ({ ...one, forgotten })) : [...reused];
  let written = 0;
  for (const range of ranges) {
    const writer = new Writer<{ seq: number; values: number }>(
      { repository, kind: "events", pace },
      (stored, items) => {
        const values = items.reduce((sum, item) => sum + item.values, 0);
        const [from, to] = [items[0]?.seq ?? 0, items.at(-1)?.seq ?? 0];
        segments.push({ ...stored, from, to, values, forgotten });
      },
    );
    for await (const event of eventsIn(store, range)) {
      const item = { seq: event.seq, values: event.values.length };
      await writer.add(item, frameOf(event));
      if (event.seq % 500 === 0) {
        told({ doing: "events", done: event.seq, of: events });
        await pace();
      }
    }
    await writer.flush();
    written += writer.written;
  }
  return { segments: segments.toSorted((a, b) => a.from - b.from), written };
}

/** TK3. Under the workspace's key: the same settings are the same content, and are known again. */
async function takeSettings(
  head: { meta: Readonly<Record<string, string>>; files: { path: string; digest: string }[] },
  repository: Repository,
  base: Snapshot | null,
  pace: () => Promise<void>,
): Promise<{ stored: Stored; written: number }> {
  const hmac = createHmac("sha256", head.meta["workspace-key"] ?? "");
  const salt = hmac.update(`settings ${JSON.stringify(head)}`).digest("hex");
  const content = contentOf("meta", [{ head, parts: [] }], salt);
  const known = base?.meta;
  if (known?.sha256 === ofBytes(content) && (await isReusable(repository, known))) {
    return { stored: known, written: 0 };
  }
  const { stored, file } = await pack(content, repository.about.recipient);
  await repository.putObject(stored, file, pace);
  return { stored, written: stored.bytes };
}

async function takeKeys(
  { keys, workspace, signing }: Source,
  repository: Repository,
  id: string,
  now: number,
): Promise<{ copy: KeysCopy; leftOut: number }> {
  const signer = verifierOf(originOf(workspace), signing.key);
  const forgotten = union([await forgottenOf(keys), await listedIn(repository, signer)]);
  const gone = new Set(forgotten.map(({ subject }) => subject));
  const here = await keys.all();
  const all = here.filter(({ subject }) => !gone.has(subject));
  const frames = all.map(({ subject, key }) => ({
    head: { subject },
    parts: [key.seal, key.print],
  }));
  const own = { head: { keysId: keys.id, signing: signing.pem }, parts: [] };
  const { stored, file } = await pack(
    contentOf("keys", [own, ...frames]),
    repository.about.recipient,
  );
  const copy = signed<KeysCopy>(
    {
      format: 1,
      id,
      at: now,
      workspace,
      keys: all.length,
      forgotten,
      object: stored,
    },
    signing.key,
  );
  await repository.putKeys(copy, file);
  return { copy, leftOut: here.length - all.length };
}
