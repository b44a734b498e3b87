import { blobOf, type SealedFiles } from "../ledger/sealed-files.ts";
import type { EventStore } from "../ledger/store.ts";
import { isObject } from "../value/json.ts";
import type { ExportFolder } from "./folder.ts";
import type { Kind, Note } from "./manifest.ts";
import { endingOf, numbered, slug } from "./names.ts";
import type { Reference } from "./references.ts";
import type { Seen } from "./take-history.ts";

/**
 * Every blob there is, opened, under a name that says what it is.
 *
 * TB1 A blob that nothing names is taken as it is stored: what a crash left, or what only forgotten
 *     content named, which nobody can open.
 */
const folders: Readonly<Record<Reference["kind"], { folder: string; kind: Kind }>> = {
  arrival: { folder: "arrivals", kind: "arrival" },
  document: { folder: "documents", kind: "document" },
  release: { folder: "releases", kind: "release" },
  blob: { folder: "blobs", kind: "blob" },
};

export async function takeBlobs(
  store: EventStore,
  files: SealedFiles,
  seen: Seen,
  folder: ExportFolder,
  progress: (done: number, total: number) => void,
): Promise<Note[]> {
  const failed: Note[] = [];
  const there = new Set<string>();
  for await (const name of store.blobNames()) there.add(name);
  for (const id of seen.releases) {
    const digest = await store.getMeta(`release:${id}`);
    if (digest === null) failed.push(missing(`version ${id} of the company's files`));
    else await takeRelease(store, folder, { digest, n: seen.releases.indexOf(id) + 1 });
  }
  const taken = new Set(folder.items.flatMap(({ reference }) => reference ?? []).map(blobOf));
  const counts = new Map<Reference["kind"], number>();
  let done = 0;
  for (const [name, reference] of seen.references) {
    progress((done += 1), seen.references.size);
    if (taken.has(name)) continue;
    if (!there.has(name)) {
      if (isSure(reference)) failed.push(missing(reference.title || name));
      continue;
    }
    const bytes = await files.get(reference.reference);
    if (bytes === null) throw new Error(`Cannot export file "${name}": it went meanwhile`);
    const { kind, title, mediaType } = reference;
    const n = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, n);
    const ending = endingOf(kind === "arrival" ? "" : title, mediaType, bytes);
    const bare = title.replace(/\.[A-Za-z0-9]{1,8}$/, "");
    const at = `${folders[kind].folder}/${numbered(n, kind === "arrival" ? title : bare, ending)}`;
    await folder.write(
      at,
      { kind: folders[kind].kind, count: 1, reference: reference.reference },
      bytes,
    );
    taken.add(name);
  }
  for (const name of [...there].toSorted()) {
    if (taken.has(name) || seen.content.has(name)) continue;
    const bytes = await store.getBlob(name);
    // What was written after the history was read belongs to a later one.
    if (bytes === null) continue;
    const at = `blobs/unnamed/${name}${endingOf("", "", bytes)}`;
    await folder.write(at, { kind: "blob", count: 1, reference: name }, bytes);
  }
  return failed;
}

/** A version of the company's files, whole, and its templates as she wrote them. */
async function takeRelease(
  store: EventStore,
  folder: ExportFolder,
  { digest, n }: { digest: string; n: number },
): Promise<void> {
  const bytes = await store.getBlob(digest);
  if (bytes === null) throw new Error(`Cannot export version ${n} of the files: it is missing`);
  const place = `releases/${String(n).padStart(4, "0")}`;
  const what = { kind: "release", count: 1 } as const;
  await folder.write(`${place}/release.json`, { ...what, reference: digest }, bytes);
  const release: unknown = JSON.parse(Buffer.from(bytes).toString());
  const templates = isObject(release) && isObject(release["templates"]) ? release["templates"] : {};
  for (const [name, text] of Object.entries(templates)) {
    if (typeof text !== "string") continue;
    const ending = endingOf(name, "", Buffer.from(text));
    const bare = slug(name.replace(/\.[A-Za-z0-9]{1,8}$/, ""));
    await folder.write(
      `${place}/templates/${bare === "" ? "template" : bare}${ending}`,
      what,
      text,
    );
  }
}

/** Digests of other things look the same as names of plain blobs. */
function isSure({ reference, kind }: Reference): boolean {
  return kind !== "blob" || reference.length > 64;
}

function missing(what: string): Note {
  return {
    what,
    why: 'its file is missing in the data folder; restore the newest backup with "mainstay restore --aside"',
  };
}
