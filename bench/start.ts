import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export type Start = {
  /** From the birth of the process to "ready". */
  readyMs: number;
  /** Opening the ledger and taking up what was under way, without the program's own loading. */
  openMs: number;
  residentMb: number;
  /** Timers armed once nothing is under way. */
  timers: number;
  /** How often it woke while it was watched. */
  wakes: number;
  watchedMs: number;
};

const run = promisify(execFile);
const child = join(import.meta.dirname, "start-child.ts");

/** Starts a workspace in a process of its own and watches it being idle for `idleMs`. */
export async function startOnce(folder: string, idleMs: number): Promise<Start> {
  const { stdout } = await run(process.execPath, [child, folder, String(idleMs)]);
  // The child is ours, and prints exactly this.
  return JSON.parse(stdout) as Start;
}
