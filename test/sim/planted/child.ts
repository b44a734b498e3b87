import { writeSync } from "node:fs";
import { drawCase } from "../draw.ts";
import { play } from "../play.ts";

/** Plays seeds, with the fault that hook.ts has planted, up to the first that breaks a promise. */
export type Caught = { seed: number; caughtBy: string; what: string };

const [from = 1, to = from] = process.argv.slice(2).map(Number);
let seed = from;

// Nothing is left that could go on, and the play has not ended: it never comes to rest.
process.on("exit", (code) => {
  if (code !== 13) return;
  tell({ seed, caughtBy: "SIM2", what: "everything stands still" });
  process.exitCode = 0;
});

for (; seed <= to; seed += 1) {
  const { broken } = await play(drawCase(seed));
  const [first] = broken;
  if (first === undefined) continue;
  tell({ seed, caughtBy: first.invariant, what: first.message });
  break;
}

function tell(caught: Caught): void {
  writeSync(process.stdout.fd, JSON.stringify(caught));
}
