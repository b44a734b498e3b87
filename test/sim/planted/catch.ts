import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Caught } from "./child.ts";
import type { Fault } from "./fault.ts";

/** By a fault's name, the first seed that was found to catch it, and by which invariant. */
export type Seeds = Readonly<Record<string, { seed: number; caughtBy: string }>>;

export const seedsFile = join(import.meta.dirname, "seeds.json");

export function readSeeds(): Seeds {
  // Written by run.ts alone.
  return JSON.parse(readFileSync(seedsFile, "utf8")) as Seeds;
}

const here = (name: string) => join(import.meta.dirname, name);

/**
 * Null: none of these seeds catches it, in the time given. In a process of its own: the fault is in
 * its sources alone.
 */
export function catchIn(
  fault: Fault,
  from: number,
  to: number,
  limitMs: number,
): Promise<Caught | null> {
  const hook = pathToFileURL(here("hook.ts")).href;
  const args = ["--import", hook, here("child.ts"), String(from), String(to)];
  const env = { ...process.env, PLANTED_FAULT: fault.name };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { env, timeout: limitMs }, (error, stdout) => {
      if (error !== null && error.killed !== true) reject(error);
      // The child is ours, and prints exactly this.
      else resolve(stdout === "" ? null : (JSON.parse(stdout) as Caught));
    });
  });
}

/** Two side by side, whatever the machine: they share it with others. */
export async function inLanes<T>(
  all: readonly T[],
  work: (one: T) => Promise<void>,
): Promise<void> {
  const queue = [...all];
  const lane = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await work(one);
  };
  await Promise.all([lane(), lane()]);
}
