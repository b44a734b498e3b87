import { blobOf } from "../ledger/sealed-files.ts";
import type { Sealer } from "../ledger/seal.ts";
import type { EventStore } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";
import { textOf } from "../value/json.ts";
import type { ExportFolder } from "./folder.ts";
import { lineOf } from "./history.ts";
import { type Reference, referencesIn } from "./references.ts";

/** What was seen in the history on the way. */
export type Seen = {
  events: number;
  forgotten: number;
  /** By the name of the blob: the first that says something of it. */
  references: Map<string, Reference>;
  /** Blobs that hold content of the history itself, which its lines have. */
  content: Set<string>;
  /** In the order in which they were first made active. */
  releases: string[];
};

const historyFile = "ledger.ndjson";

const page = 500;
/** Shorter content stands in the ledger's own file. */
const mayBeBlob = 1024;

export async function takeHistory(
  store: EventStore,
  sealer: Sealer,
  folder: ExportFolder,
  progress: (done: number, total: number) => void,
): Promise<Seen> {
  const { seq: total } = await store.last();
  const seen: Seen = {
    events: 0,
    forgotten: 0,
    references: new Map(),
    content: new Set(),
    releases: [],
  };
  const file = await folder.begin(historyFile);
  while (seen.events < total) {
    const events = await store.readFrom(seen.events + 1, page);
    let text = "";
    for (const event of events) {
      const line = lineOf(event, sealer);
      text += line.text;
      seen.forgotten += line.forgotten;
      for (const reference of referencesIn(line)) note(seen.references, reference);
      if (line.type === "release.activated") noteRelease(seen, textOf(line.data["release"]));
      for (const { bytes } of event.values) {
        if (bytes.byteLength >= mayBeBlob) seen.content.add(ofBytes(bytes));
      }
    }
    await file.add(Buffer.from(text));
    seen.events += events.length;
    progress(seen.events, total);
    if (events.length === 0) break;
  }
  await file.end({ kind: "history", count: seen.events });
  return seen;
}

const weight = { blob: 0, release: 1, document: 2, arrival: 3 };

function note(references: Map<string, Reference>, reference: Reference): void {
  const name = blobOf(reference.reference);
  const known = references.get(name);
  if (known !== undefined && weight[known.kind] >= weight[reference.kind]) return;
  references.set(name, reference);
}

function noteRelease(seen: Seen, id: string): void {
  if (!seen.releases.includes(id)) seen.releases.push(id);
}
