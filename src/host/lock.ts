import { setTimeout } from "node:timers/promises";
import { Refused } from "../api/contract/refused.ts";
import { acquire } from "../store/sqlite/owner-lock.ts";

const pauseMs = 50;

/** The owner's lock, waited for while another command that only records may hold it. */
export async function lockOf(data: string, patienceMs: number): Promise<{ release(): void }> {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const lock = await acquire(data);
    if (!("heldBy" in lock)) return lock;
    if (waitedMs < patienceMs) {
      await setTimeout(pauseMs);
      continue;
    }
    const who = lock.heldBy === null ? "another process" : `process ${lock.heldBy.pid}`;
    const which = lock.heldBy === null ? "it" : who;
    throw new Refused({
      code: "owned_elsewhere",
      message: `Cannot change anything in "${data}": ${who} runs this company and does not answer; end ${which} with Ctrl-C where it runs, or by closing its window, then try again`,
    });
  }
}
