import { Stryker } from "@stryker-mutator/core";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { scores } from "./score.ts";

/**
 * `npm run mutation [-- FILE or FOLDER …]`: changes the pure core in thousands of small ways, one at a
 * time, and counts how many of them the tests beside the code notice. Fails below the demanded share,
 * in any folder or in all. What nobody noticed is listed, and drawn in `.tmp/mutation/report.html`.
 *
 *   --incremental   tests only what changed since the last run with this flag; that a helper of the
 *                   tests changed goes unseen, so the figure to quote is that of a whole run
 *   --workers N     so many at once; by default what the machine has
 */
const folders = ["src/kernel", "src/policy", "src/value"];
const demanded = 85;

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    incremental: { type: "boolean", default: false },
    workers: { type: "string" },
  },
});
process.chdir(resolve(import.meta.dirname, "../.."));
const unknown = positionals.find((path) => !existsSync(path));
if (unknown !== undefined) {
  process.stderr.write(`Cannot mutate "${unknown}": there is no such file or folder here\n`);
  process.exit(2);
}
const mutate = positionals.map((path) => (path.endsWith(".ts") ? path : join(path, "**/*.ts")));

const began = performance.now();
const mutants = await new Stryker({
  configFile: "test/mutation/stryker.config.json",
  incremental: flags.incremental,
  ...(flags.workers === undefined ? {} : { concurrency: Number(flags.workers) }),
  ...(mutate.length === 0 ? {} : { mutate: [...mutate, "!**/*.test.ts"] }),
}).runMutationTest();

const found = scores(mutants, folders);
for (const { name, noticed, tested, percent } of found) {
  const share = `${percent.toFixed(1)} %`.padStart(8);
  process.stdout.write(`${name.padEnd(12)}${share}   ${noticed} of ${tested} changes noticed\n`);
}
process.stdout.write(`in ${Math.round((performance.now() - began) / 1000)} s\n`);
const short = found.filter(({ percent }) => percent < demanded).map(({ name }) => name);
if (short.length > 0) {
  process.stderr.write(`Below ${demanded} %: ${short.join(", ")}\n`);
  process.exitCode = 1;
}
