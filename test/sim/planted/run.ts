import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { catchIn, readSeeds, type Seeds, seedsFile } from "./catch.ts";
import type { Caught } from "./child.ts";
import { faults } from "./faults.ts";

/**
 * `npm run sim:planted`: shows that each planted fault is caught by the seed that is kept for it.
 *
 *   --find      looks for a first seed for every fault that has none, or whose seed catches nothing
 *   --upto N    how far to look (600)
 *   --only X    faults whose name contains X
 */
const { values: flags } = parseArgs({
  options: {
    find: { type: "boolean", default: false },
    upto: { type: "string", default: "600" },
    only: { type: "string", default: "" },
  },
});

const known: Seeds = readSeeds();
const found: Record<string, { seed: number; caughtBy: string }> = {};
const missed: string[] = [];
const wanted = faults.filter(({ name }) => name.includes(flags.only));
const queue = [...wanted];

async function lane(): Promise<void> {
  for (let fault = queue.shift(); fault !== undefined; fault = queue.shift()) {
    const { name, breaks } = fault;
    const kept = known[name];
    let caught: Caught | null =
      kept === undefined ? null : await catchIn(fault, kept.seed, kept.seed, 120_000);
    if (caught === null && flags.find)
      caught = await catchIn(fault, 1, Number(flags.upto), 900_000);
    if (caught === null) missed.push(name);
    else found[name] = { seed: caught.seed, caughtBy: caught.caughtBy };
    const how =
      caught === null ? "NOT CAUGHT" : `seed ${caught.seed}, ${caught.caughtBy}: ${caught.what}`;
    process.stdout.write(`${breaks.padEnd(5)} ${name}\n      ${how}\n`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, lane));
if (flags.find) {
  const all = Object.entries({ ...known, ...found }).filter(([name]) =>
    faults.some((fault) => fault.name === name),
  );
  const sorted = Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(seedsFile, `${JSON.stringify(sorted, null, 2)}\n`);
}
process.stdout.write(`${wanted.length - missed.length} of ${wanted.length} faults caught\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
