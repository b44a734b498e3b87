import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Kinds } from "./connector-file.ts";
import { writeSchemas } from "./formats.ts";
import { type Founding, starter } from "./starter.ts";

/** What a folder may hold already: it belongs to tools, not to a company. */
const harmless: ReadonlySet<string> = new Set([".git", ".DS_Store"]);

/** The folder holds something already. */
class Occupied extends Error {
  override readonly name = "Occupied";
  readonly code = "folder_occupied";
}

/**
 * Writes a small company that works into an empty folder, with `more` files by path; answers the
 * paths of all.
 */
export async function init(
  folder: string,
  founding: Founding,
  kinds: Kinds,
  more: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const inside = (await readdir(folder)).filter((name) => !harmless.has(name));
  if (inside.length > 0) {
    throw new Occupied(
      `Cannot begin a company in "${folder}": it already holds "${inside.toSorted()[0]}"; name an empty folder`,
    );
  }
  const files = { ...starter(founding), ...more };
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    // Never over a file that came meanwhile.
    await writeFile(file, text, { flag: "wx" });
  }
  const formats = path.join(".mainstay", "formats");
  await writeSchemas(path.join(folder, formats), kinds);
  return Object.keys(files);
}
