import { Stryker } from "@stryker-mutator/core";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { commandLine, counted, whole, wrong } from "../command-line.ts";
import { scores } from "./score.ts";

const folders = ["src/kernel", "src/policy", "src/value"];
const demanded = 85;
const help = `Changes the pure core in thousands of small ways, one at a time, and counts how many of them
the tests beside the code notice. What nobody noticed is listed, and drawn in .tmp/mutation/report.html.

  npm run mutation                       all of ${folders.join(", ")}
  npm run mutation -- FILE or FOLDER …   only these

  --incremental  tests only what changed since the last run with this flag; that a helper of the
                 tests changed goes unseen, so the figure to quote is that of a whole run
  --workers N    so many at once; by default what the machine has

Exit code: 0 from ${demanded} % noticed in each folder and in all, 1 below, 2 for a wrong command.`;

const { values: flags, positionals } = commandLine(
  {
    allowPositionals: true,
    options: {
      incremental: { type: "boolean", default: false },
      workers: { type: "string" },
    },
  },
  help,
);
const workers =
  flags.workers === undefined ? {} : { concurrency: whole("workers", flags.workers, 1) };
process.chdir(resolve(import.meta.dirname, "../.."));
const unknown = positionals.find((path) => !existsSync(path));
if (unknown !== undefined)
  wrong(`Cannot mutate "${unknown}": there is no such file or folder here`);
const mutate = positionals.map((path) => (path.endsWith(".ts") ? path : join(path, "**/*.ts")));

const began = performance.now();
const mutants = await new Stryker({
  configFile: "test/mutation/stryker.config.json",
  incremental: flags.incremental,
  ...workers,
  ...(mutate.length === 0 ? {} : { mutate: [...mutate, "!**/*.test.ts"] }),
}).runMutationTest();

const found = scores(mutants, folders);
for (const { name, noticed, tested, percent } of found) {
  const share = `${percent.toFixed(1)} %`.padStart(8);
  process.stdout.write(
    `${name.padEnd(12)}${share}   ${noticed} of ${counted(tested, "change")} noticed\n`,
  );
}
process.stdout.write(`in ${Math.round((performance.now() - began) / 1000)} s\n`);
const short = found.filter(({ percent }) => percent < demanded).map(({ name }) => name);
if (short.length > 0) {
  process.stderr.write(`Below ${demanded} %: ${short.join(", ")}\n`);
  process.exitCode = 1;
}
