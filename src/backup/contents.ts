import { createHmac } from "node:crypto";
import type { EventStore } from "../ledger/store.ts";
import { errorCode } from "../value/error-code.ts";
import { ofBytes } from "../value/digest.ts";
import type { JsonObject } from "../value/json.ts";
import type { Frame } from "./frames.ts";
import type { Pack, Snapshot } from "./manifest.ts";
import type { OutsideFile } from "./outside.ts";
import type { Repository } from "./repository.ts";
import { isReusable } from "./reuse.ts";
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
type Contained = Map<string, Content>;
type Files = { path: string; digest: string }[];

/**
 * In packs, files of the ledger apart from those of connectors, which change.
 *
 * CO1 A pack of the snapshot before is named again as long as all of it is still there. One that is small
 *     is written again only together with at least as many others, as segments are (SG1).
 * CO2 A pack of which something was dropped is written again without it.
 */
export async function takeBlobs(
  { store, outside, workspaceKey, pace, told }: Contents,
  repository: Repository,
  base: Snapshot | null,
): Promise<{ packs: Pack[]; files: Files; written: number }> {
  const blobs: Contained = new Map();
  for await (const digest of store.blobNames()) {
    const read = () => store.getBlob(digest);
    blobs.set(hidden(`blob ${digest}`, workspaceKey), { head: { digest }, read });
  }
  const files: Files = [];
  const others: Contained = new Map();
  for (const { path, read } of outside) {
    const bytes = await readIfThere(read);
    if (bytes === null) continue;
    const digest = ofBytes(bytes);
    files.push({ path, digest });
    const content = { head: { outside: digest }, read: () => readIfThere(read) };
    others.set(hidden(`outside ${digest}`, workspaceKey), content);
    await pace();
  }
  const packs: Pack[] = [];
  const writer = new Writer<string>({ repository, kind: "blobs", pace }, (stored, names) => {
    packs.push({ ...stored, blobs: [...names] });
  });
  const of = blobs.size + others.size;
  let done = 0;
  for (const all of [blobs, others]) {
    const staying = await stayingOf(base?.packs ?? [], all, repository);
    packs.push(...staying);
    const known = new Set(staying.flatMap((one) => one.blobs));
    done += known.size;
    for (const [name, { head, read }] of all) {
      if (known.has(name)) continue;
      const bytes = await read();
      // Dropped since it was listed: nobody may read it any more.
      if (bytes !== null) await writer.add(name, frameOfContent(head, bytes, files));
      done += 1;
      told({ doing: "files", done, of });
      await pace();
    }
    await writer.flush();
  }
  return { packs, files, written: writer.written };
}

/** CO1, CO2. */
async function stayingOf(
  packs: readonly Pack[],
  all: Contained,
  repository: Repository,
): Promise<Pack[]> {
  const staying: Pack[] = [];
  for (const one of packs) {
    const isWhole = one.blobs.every((name) => all.has(name));
    if (isWhole && (await isReusable(repository, one))) staying.push(one);
  }
  staying.sort((a, b) => b.blobs.length - a.blobs.length);
  let rest = all.size - staying.reduce((sum, { blobs }) => sum + blobs.length, 0);
  const isAbsorbed = ({ raw, blobs }: Pack): boolean => raw < fullBytes && blobs.length <= rest;
  return staying.toReversed().filter((one) => {
    if (!isAbsorbed(one)) return true;
    rest += one.blobs.length;
    return false;
  });
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
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** MF2. */
function hidden(what: string, workspaceKey: string): string {
  return createHmac("sha256", workspaceKey).update(what).digest("hex");
}
