import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Opened } from "../../src/host/open.ts";
import type { Places } from "../../src/host/places.ts";
import { lay } from "./released.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** A released version's folder, laid out for this test. */
export async function left(name: string): Promise<Places> {
  const data = await mkdtemp(path.join(tmpdir(), "ms-moved-"));
  onTestFinished(() => rm(data, { recursive: true, force: true }));
  lay(name, data);
  return { workspace: path.join(root, "examples/studio"), data };
}

/** Nothing is under way, and everything is synced. */
export async function quiet({ owner }: Opened): Promise<void> {
  await owner.start();
  await owner.quiet();
}
