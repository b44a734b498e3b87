import { createHmac } from "node:crypto";
import type { EventStore } from "../ledger/store.ts";
import { ofBytes } from "../value/digest.ts";
import type { JsonObject } from "../value/json.ts";
import type { Frame } from "./frames.ts";
import type { Pack, Snapshot } from "./manifest.ts";
import type { OutsideFile } from "./outside.ts";
import type { Repository } from "./repository.ts";
import { fullBytes } from "./segments.ts";
import { Writer } from "./writer.ts";

/** Where blobs and files of connectors are read, and how work on them is paced and told. */
export type Contents = {
  store: EventStore;
  outside: readonly OutsideFile[];
  workspaceKey: string;
  pace: () => Promise<void>;
  told: (progress: { doing: "files"; done: number; of: number }) => void;
};

type Content = { head: JsonObject; read: () => Promise<Uint8Array | null> };

/** In packs: full ones of the snapshot before are named again as long as all of them is still there. */
export async function takeBlobs(
  { store, outside, workspaceKey, pace, told }: Contents,
  repository: Repository,
  base: Snapshot | null,
): Promise<{ packs: Pack[]; files: { path: string; digest: string }[]; written: number }> {
  const contents = new Map<string, Content>();
  for await (const digest of store.blobNames()) {
    const read = () => store.getBlob(digest);
    contents.set(hidden(`blob ${digest}`, workspaceKey), { head: { digest }, read });
  }
  const files: { path: string; digest: string }[] = [];
  for (const { path, read } of outside) {
    const bytes = await readIfThere(read);
    if (bytes === null) continue;
    const digest = ofBytes(bytes);
    files.push({ path, digest });
    const content = { head: { outside: digest }, read: () => readIfThere(read) };
    contents.set(hidden(`outside ${digest}`, workspaceKey), content);
    await pace();
  }
  const of = contents.size;
  // A pack of which something was dropped is written again without it.
  const stays = (one: Pack) =>
    one.raw >= fullBytes && one.blobs.every((name) => contents.has(name));
  const packs = (base?.packs ?? []).filter(stays);
  for (const { blobs } of packs) for (const name of blobs) contents.delete(name);
  const writer = new Writer<string>({ repository, kind: "blobs", pace }, (stored, blobs) => {
    packs.push({ ...stored, blobs: [...blobs] });
  });
  let done = of - contents.size;
  for (const [name, { head, read }] of contents) {
    const bytes = await read();
    // Dropped since it was listed: nobody may read it any more.
    if (bytes !== null) await writer.add(name, frameOfContent(head, bytes, files));
    done += 1;
    told({ doing: "files", done, of });
    await pace();
  }
  await writer.flush();
  return { packs, files, written: writer.written };
}

/** A file that was written again while it was backed up stands in it as it was read last. */
function frameOfContent(
  head: JsonObject,
  bytes: Uint8Array,
  files: { path: string; digest: string }[],
): Frame {
  const before = head["outside"];
  if (before === undefined) return { head, parts: [bytes] };
  const digest = ofBytes(bytes);
  for (const file of files) if (file.digest === before) file.digest = digest;
  return { head: { outside: digest }, parts: [bytes] };
}

async function readIfThere(read: () => Promise<Uint8Array>): Promise<Uint8Array | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** MF2. */
function hidden(what: string, workspaceKey: string): string {
  return createHmac("sha256", workspaceKey).update(what).digest("hex");
}
