import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Caught } from "./child.ts";
import type { Fault } from "./fault.ts";

/** By a fault's name, the first seed that was found to catch it, and by which invariant. */
export type Seeds = Readonly<Record<string, { seed: number; caughtBy: string }>>;

export const seedsFile = join(import.meta.dirname, "seeds.json");

export function readSeeds(): Seeds {
  // Written by run.ts alone.
  return JSON.parse(readFileSync(seedsFile, "utf8")) as Seeds;
}

const run = promisify(execFile);
const here = (name: string) => join(import.meta.dirname, name);

/** Null: none of these seeds catches it. In a process of its own: the fault is in its sources alone. */
export async function catchIn(
  fault: Fault,
  from: number,
  to: number,
  limitMs: number,
): Promise<Caught | null> {
  const hook = pathToFileURL(here("hook.ts")).href;
  const args = ["--import", hook, here("child.ts"), String(from), String(to)];
  const env = { ...process.env, PLANTED_FAULT: fault.name };
  const { stdout } = await run(process.execPath, args, { env, timeout: limitMs });
  // The child is ours, and prints exactly this.
  return stdout === "" ? null : (JSON.parse(stdout) as Caught);
}
