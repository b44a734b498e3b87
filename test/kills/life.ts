import { spawn } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { endsAt } from "./step.ts";

/**
 * Behind so many steps a process is killed: from outside, so much later, or in the step itself, before
 * what it has staged is committed.
 */
export type Blow = { after: number; ms: number | "at once" };

export type Life = {
  /** It came to the end of its work before it was hit. */
  done: boolean;
  steps: number;
  /** From when it was loaded. */
  tookMs: number;
};

/**
 * One process at its work; what it says beside its steps is a fault. `compiled` is a folder in which
 * those who come to their end leave the program for others, so that these are loaded sooner.
 */
export async function live(
  child: readonly string[],
  compiled: string,
  blow: Blow | null,
): Promise<Life> {
  const itself = blow?.ms === "at once" ? { [endsAt]: String(blow.after) } : {};
  const running = spawn(process.execPath, child, {
    env: { ...process.env, ...itself, NODE_COMPILE_CACHE: compiled },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let bytes = 0;
  let began = 0;
  let said = "";
  running.stdout.on("data", (chunk: Buffer) => {
    if (bytes === 0) began = performance.now();
    const before = bytes;
    bytes += chunk.length;
    if (blow === null || blow.ms === "at once") return;
    if (before > blow.after || bytes <= blow.after) return;
    void setTimeout(blow.ms).then(() => running.kill("SIGKILL"));
  });
  running.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const { promise, resolve } = Promise.withResolvers<number | NodeJS.Signals | null>();
  running.once("close", (code, signal) => resolve(signal ?? code));
  const end = await promise;
  if ((end !== 0 && end !== "SIGKILL") || said !== "") {
    throw new Error(`Cannot work on: "${child.join(" ")}" ended with ${end}: ${said}`);
  }
  return { done: end === 0, steps: Math.max(0, bytes - 1), tookMs: performance.now() - began };
}
