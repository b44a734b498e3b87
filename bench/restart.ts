import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { atMost, type Figure, figure } from "./figure.ts";
import { inFolder } from "./folder.ts";
import type { Scale } from "./measure.ts";
import { spreadOf } from "./spread.ts";

/** What a company that was killed with jobs in flight does when it is started again. */
export type Restart = {
  /** Jobs that had begun and not ended when the process was killed. */
  inFlight: number;
  /** From the birth of the next process to the first of them being further, synced. */
  firstMs: number;
  /** Until each of them had ended, synced; their own waits and retries included. */
  settledMs: number;
  /** How many acts the outside holds, and how many of them twice. */
  acts: number;
  twice: number;
  residentMb: number;
};

const child = join(import.meta.dirname, "restart-child.ts");

/**
 * Begins `jobs` jobs in a process that kills itself once each of them is held up: a third by a step
 * that does not answer, a third by an outside call that does not return, a third by a wait. Then
 * starts another on what is left.
 */
async function restartOnce(folder: string, jobs: number): Promise<Restart> {
  await run(["fill", folder, String(jobs)], "SIGKILL");
  // The child is ours, and prints exactly this.
  return JSON.parse(await run(["go", folder, String(jobs)], null)) as Restart;
}

async function run(args: readonly string[], ends: NodeJS.Signals | null): Promise<string> {
  const process_ = spawn(process.execPath, [child, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  process_.stdout.on("data", (part: Buffer) => (said += part.toString()));
  const { promise, resolve } = Promise.withResolvers<void>();
  process_.on("close", () => resolve());
  await promise;
  if (process_.signalCode !== ends || (ends === null && process_.exitCode !== 0)) {
    throw new Error(
      `Cannot measure a restart: "${args[0]}" ended with ${process_.signalCode ?? process_.exitCode}`,
    );
  }
  return said;
}

/** A kill with many jobs in flight, and the start after it. */
export async function restart({ restarts, jobsInFlight }: Scale): Promise<Figure[]> {
  const seen = await inFolder(async (root) => {
    const found: Restart[] = [];
    for (let i = 0; i < restarts; i += 1) {
      const folder = join(root, String(i));
      mkdirSync(folder);
      found.push(await restartOnce(folder, jobsInFlight));
    }
    return found;
  });
  const of = (pick: (each: Restart) => number) => spreadOf(seen.map(pick));
  const group = `Start after a kill with ${jobsInFlight.toLocaleString("en")} jobs in flight`;
  return [
    figure(
      group,
      ["jobs that had not ended", ""],
      of(({ inFlight }) => inFlight),
    ),
    figure(
      group,
      ["process born to the first one further, synced", "ms"],
      of(({ firstMs }) => firstMs),
      atMost(1_000),
    ),
    figure(
      group,
      ["until all had ended, their waits of 20 s included", "s"],
      of(({ settledMs }) => settledMs / 1000),
    ),
    figure(
      group,
      ["acts done twice", ""],
      of(({ twice }) => twice),
      atMost(0),
    ),
    figure(
      group,
      ["resident at the end", "MB"],
      of(({ residentMb }) => residentMb),
    ),
  ];
}
