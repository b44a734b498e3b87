import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

const root = new URL("..", import.meta.url);
const run = (script: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};
const sim = "test/sim/run.ts";
const bench = "bench/run.ts";

const kills = "test/kills/run.ts";

test.each([
  sim,
  bench,
  kills,
  "test/sim/planted/run.ts",
  "test/faults/run.ts",
  "test/mutation/run.ts",
  "test/damage/run.ts",
  "test/billing/deaths-everywhere.ts",
])(
  "%s says how it is used, and names what it does not know",
  (script) => {
    expect(run(script, "--help")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("npm run") as string,
      stderr: "",
    });
    const { status, stdout, stderr } = run(script, "--frob");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe("Cannot read the command: Unknown option '--frob'; see --help\n");
  },
  60_000,
);

test.each([
  [sim, ["--seed", "-1"], 'Cannot take --seed "-1": write a whole number from 0'],
  [sim, ["--seeds", "0"], 'Cannot take --seeds "0": write a whole number from 1 to 1000000'],
  [sim, ["--seeds", ""], 'Cannot take --seeds "": write a whole number from 1 to 1000000'],
  [sim, ["--seeds", "1e9"], 'Cannot take --seeds "1e9": write a whole number from 1 to 1000000'],
  [sim, ["--jobs", "0"], 'Cannot take --jobs "0": write a whole number from 1 to 64'],
  [sim, ["--seed", "7", "--seeds", "5"], "Cannot take --seed and --seeds together: leave one out"],
  [sim, ["--exhaustive"], "Cannot take --exhaustive of many seeds: it needs --seed"],
  [
    bench,
    ["--only", "x"],
    'Cannot take --only "x": there is no such part; there are steps, approval, model, start, growth, verify, rebuild, restart, backup, intake, billing, memory, memory-facts',
  ],
  [
    "test/sim/planted/run.ts",
    ["--upto", "x"],
    'Cannot take --upto "x": write a whole number from 1',
  ],
  [
    "test/faults/run.ts",
    ["--cycles", "0"],
    'Cannot take --cycles "0": write a whole number from 1',
  ],
  [kills, ["--times", "0"], 'Cannot take --times "0": write a whole number from 1'],
  [kills, ["mails"], 'Cannot kill "mails": it is one of billing, intake, tour'],
  ["test/faults/run.ts", ["--at", "3"], "Cannot take --at without --piece: say of which"],
  [
    "test/mutation/run.ts",
    ["--workers", "0"],
    'Cannot take --workers "0": write a whole number from 1',
  ],
])(
  "%s refuses %j in one line, before anything is played",
  (script, args, line) => {
    expect(run(script, ...args)).toEqual({ status: 2, stdout: "", stderr: `${line}\n` });
  },
  60_000,
);
