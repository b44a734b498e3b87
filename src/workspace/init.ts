import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Kinds } from "./connector-file.ts";
import { writeSchemas } from "./formats.ts";
import type { Founding } from "./starter/founding.ts";
import { starter } from "./starter/starter.ts";
import { errorCode } from "../value/error-code.ts";

/** What a folder may hold already: it belongs to tools, not to a company. */
const harmless: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** The folder holds something already. */
class Occupied extends Error {
  override readonly name = "Occupied";
  readonly code = "folder_occupied";
}

/**
 * Writes a company into an empty folder: what is hers alone, and its `processes`, as files by path;
 * answers the paths of all. `fill` adds what else belongs there.
 *
 * IN1 The folder is filled beside its place and moved there whole: whatever ends this before leaves
 *     nothing of a company, and the next one throws away what it left.
 */
export async function init(
  folder: string,
  founding: Founding,
  kinds: Kinds,
  processes: Readonly<Record<string, string>> = {},
  fill: (draft: string) => Promise<void> = async () => {},
): Promise<string[]> {
  const before = await contents(folder);
  const inside = before.filter((name) => !harmless.has(name));
  const named = inside.includes("mainstay.yaml") ? "mainstay.yaml" : inside.toSorted()[0];
  if (named !== undefined) throw occupied(folder, named);
  const files = { ...starter(founding), ...processes };
  const draft = `${path.resolve(folder)}.mainstay-new`;
  await rm(draft, { recursive: true, force: true });
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = path.join(draft, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: "wx" });
    }
    await mkdir(path.join(draft, ".mainstay"), { mode: 0o700 });
    await writeSchemas(path.join(draft, ".mainstay", "formats"), kinds);
    await fill(draft);
    await moveInto(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return Object.keys(files);
}

async function contents(folder: string): Promise<string[]> {
  await mkdir(path.dirname(path.resolve(folder)), { recursive: true });
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

/** mainstay.yaml last: a folder without it is no company yet. */
async function moveInto(draft: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const parts = (await readdir(draft)).toSorted(
    (a, b) => Number(a === "mainstay.yaml") - Number(b === "mainstay.yaml"),
  );
  const came = (await readdir(folder)).find((name) => parts.includes(name));
  if (came !== undefined) throw occupied(folder, came);
  for (const part of parts) await rename(path.join(draft, part), path.join(folder, part));
}

function occupied(folder: string, name: string): Occupied {
  const company = name === "mainstay.yaml";
  const remedy = company
    ? `change one of its answers with "mainstay init --change", or name an empty folder`
    : "name an empty folder";
  return new Occupied(
    `Cannot begin a company in "${folder}": it already holds "${name}"; ${remedy}`,
  );
}
