import { existsSync } from "node:fs";
import { mkdir, open, rename } from "node:fs/promises";
import path from "node:path";

/** Puts a file into a drop folder: whole or not at all, and once. */
export async function placeFile(file: string, bytes: Uint8Array): Promise<void> {
  if (existsSync(file)) return;
  const folder = path.dirname(file);
  await mkdir(folder, { recursive: true });
  // Names that begin with a dot are read by nobody; a crash may leave one, the next try writes over it.
  const beginning = path.join(folder, `.${path.basename(file)}`);
  const handle = await open(beginning, "w");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beginning, file);
}
