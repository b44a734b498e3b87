import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { isObject } from "../value/json.ts";
import {
  formatName,
  formatVersion,
  isKind,
  type Item,
  type Manifest,
  manifestFile,
} from "./manifest.ts";
import { staysBelow } from "./names.ts";

/** What an export folder is worth: its manifest, or everything that is wrong with it. */
export type Checked = { manifest: Manifest | null; problems: string[] };

const mostBytes = 256 * 1024 * 1024;
const once = ["history", "keys", "settings"] as const;

/** Reads every file of the export; nothing of it is used before all of it is well. */
export async function check(
  folder: string,
  progress: (done: number, total: number) => void,
): Promise<Checked> {
  const read = await readManifest(folder);
  if (typeof read === "string") return { manifest: null, problems: [said(read)] };
  const manifest = read;
  const problems: string[] = [
    ...manifest.failed.map(
      ({ what, why }) => `The export is not whole: "${what}" is missing in it, ${why}`,
    ),
    ...duplicates(manifest.items),
  ];
  for (const kind of once) {
    const found = manifest.items.filter((item) => item.kind === kind).length;
    if (found !== 1)
      problems.push(`There must be one file of ${kind}, the manifest names ${found}`);
  }
  const total = manifest.items.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const item of manifest.items) {
    problems.push(...(await compare(folder, item)));
    done += item.bytes;
    progress(done, total);
  }
  const named = new Set([manifestFile, ...manifest.items.map((item) => item.path)]);
  for (const file of await filesBelow(folder)) {
    if (!named.has(file))
      problems.push(
        `"${file}" is in the folder, and the manifest does not name it; move it elsewhere`,
      );
  }
  return { manifest, problems: problems.map(said) };
}

/** With its remedy, where a problem does not name its own. */
function said(problem: string): string {
  return problem.includes("; ") ? problem : `${problem}; ${remedy}`;
}

const remedy = "copy the export again, whole, or take it again where the company still is";

async function readManifest(folder: string): Promise<Manifest | string> {
  const file = path.join(folder, manifestFile);
  let told: unknown;
  try {
    if ((await lstat(file)).size > mostBytes) return `"${file}" is too long for a manifest`;
    told = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return `"${file}" is not JSON: it was cut off or changed`;
    return `"${folder}" is no export: it holds no ${manifestFile} that can be read; name the folder or file that "mainstay export" made`;
  }
  if (!isObject(told) || told["format"] !== formatName) {
    return `"${file}" is the manifest of something else, not of an export of Mainstay`;
  }
  const version = told["version"];
  if (typeof version !== "number" || version > formatVersion) {
    return `It is of format ${JSON.stringify(version)}, this Mainstay knows ${formatVersion}; update Mainstay`;
  }
  return shapeOf(told) ?? `"${file}" does not say everything that a manifest says`;
}

function shapeOf(told: Record<string, unknown>): Manifest | null {
  const { items, failed, leftOut, history, workspace, epoch } = told;
  const isNote = (note: unknown) =>
    isObject(note) && typeof note["what"] === "string" && typeof note["why"] === "string";
  const isWhole =
    Array.isArray(items) &&
    items.every(isItem) &&
    Array.isArray(failed) &&
    failed.every(isNote) &&
    Array.isArray(leftOut) &&
    leftOut.every(isNote) &&
    isObject(history) &&
    Number.isSafeInteger(history["events"]) &&
    typeof history["root"] === "string" &&
    typeof workspace === "string" &&
    Number.isSafeInteger(epoch);
  // Every member that is read was looked at.
  return isWhole ? (told as unknown as Manifest) : null;
}

function isItem(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { path: file, kind, count, bytes, sha256, reference } = item;
  return (
    typeof file === "string" &&
    typeof kind === "string" &&
    Number.isSafeInteger(count) &&
    Number.isSafeInteger(bytes) &&
    typeof sha256 === "string" &&
    (reference === undefined ||
      (typeof reference === "string" && /^(?:[0-9a-f]{64}){1,2}$/.test(reference)))
  );
}

function duplicates(items: readonly Item[]): string[] {
  const seen = new Set<string>();
  return items.flatMap((item) => {
    const key = item.path.toLowerCase();
    if (seen.has(key)) return [`"${item.path}" is named twice`];
    seen.add(key);
    return [];
  });
}

async function compare(folder: string, item: Item): Promise<string[]> {
  const { path: file, kind, bytes, sha256 } = item;
  if (!isKind(kind))
    return [
      `"${file}" is of a kind that this Mainstay does not know: "${String(kind)}"; update Mainstay`,
    ];
  if (!staysBelow(file)) return [`"${file}" leads out of the folder`];
  const place = path.join(folder, file);
  const stat = await lstat(place).catch(() => null);
  if (stat === null) return [`"${file}" is missing`];
  if (!stat.isFile()) return [`"${file}" is no plain file`];
  if (stat.size !== bytes) return [`"${file}" has ${stat.size} bytes, it had ${bytes}`];
  const hash = createHash("sha256");
  for await (const piece of createReadStream(place)) hash.update(piece as Uint8Array);
  return hash.digest("hex") === sha256 ? [] : [`"${file}" was changed`];
}

/** Links count as files: they are named, and found to be none. */
async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { withFileTypes: true, recursive: true });
  return found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join("/"));
}
