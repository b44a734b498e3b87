import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";

/** After so many things that a process got recorded, and so much later, it is killed. */
export type Blow = { after: number; ms: number };

export type Life = {
  /** It came to the end of its work before it was hit. */
  done: boolean;
  recorded: number;
  /** From when it was loaded. */
  tookMs: number;
};

/**
 * One process at its work. It writes a byte once it is loaded, before it opens the company, and one
 * for each thing that it gets recorded; whatever it says beside is a fault. `compiled` is a folder in
 * which those who come to their end leave the program for others, so that these are loaded sooner.
 */
export async function live(
  child: readonly string[],
  compiled: string,
  blow: Blow | null,
): Promise<Life> {
  const running = spawn(process.execPath, child, {
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let bytes = 0;
  let began = 0;
  let said = "";
  running.stdout.on("data", (chunk: Buffer) => {
    if (bytes === 0) began = performance.now();
    const before = bytes;
    bytes += chunk.length;
    if (blow === null || before > blow.after || bytes <= blow.after) return;
    void setTimeout(blow.ms).then(() => running.kill("SIGKILL"));
  });
  running.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const { promise, resolve } = Promise.withResolvers<number | NodeJS.Signals | null>();
  running.once("close", (code, signal) => resolve(signal ?? code));
  const end = await promise;
  if ((end !== 0 && end !== "SIGKILL") || said !== "") {
    throw new Error(`Cannot work on: "${child.join(" ")}" ended with ${end}: ${said}`);
  }
  const recorded = Math.max(0, bytes - 1);
  return { done: end === 0, recorded, tookMs: performance.now() - began };
}
