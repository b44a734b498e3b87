import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLine, wrong } from "../test/command-line.ts";
import { backup } from "./backup.ts";
import { billing } from "./billing.ts";
import { facts } from "./facts.ts";
import { intake } from "./intake.ts";
import * as measure from "./measure.ts";
import { memory } from "./memory.ts";
import { model } from "./model.ts";
import { rebuilding } from "./rebuild.ts";
import { load, machine, markdown, merged, type Part, type Report } from "./report.ts";
import { restart } from "./restart.ts";
import { verification } from "./verify.ts";

const help = `npm run bench -- [--quick] [--idle] [--only PART] [--json]: the figures of the project, side
by side in one run.

  --quick   shorter rounds and smaller ledgers; writes no file
  --idle    watches the idle process for 70 s instead of 3
  --only X  one part: steps, approval, model, intake, billing, start, growth, verify,
            rebuild, restart, backup, memory, memory-facts; may be repeated
  --json    the report as JSON instead of tables`;

const { values: flags } = commandLine(
  {
    options: {
      quick: { type: "boolean", default: false },
      idle: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
    },
  },
  help,
);

const whole = { rounds: 9, roundMs: 1_200, warmMs: 400, answers: 200 };
const quick = { rounds: 5, roundMs: 300, warmMs: 200, answers: 60 };
const scale: measure.Scale = {
  ...(flags.quick ? quick : whole),
  startEvents: flags.quick ? 20_000 : 100_000,
  growthEvents: flags.quick ? 100_000 : 1_000_000,
  backupMb: flags.quick ? 100 : 1_000,
  idleMs: flags.idle ? 70_000 : 3_000,
  restarts: flags.quick ? 1 : 3,
  mails: flags.quick ? 500 : 5_000,
  retainers: flags.quick ? 50 : 1_000,
  jobsInFlight: flags.quick ? 1_000 : 10_000,
  passages: flags.quick ? 10_000 : 100_000,
  asked: flags.quick ? 20 : 60,
};

const parts = {
  steps: measure.steps,
  approval: measure.approval,
  model,
  start: measure.start,
  growth: measure.growth,
  verify: verification,
  rebuild: rebuilding,
  restart,
  backup,
  intake,
  billing,
  memory,
  "memory-facts": facts,
};

for (const name of flags.only.filter((each) => !Object.hasOwn(parts, each))) {
  const there = Object.keys(parts).join(", ");
  wrong(`Cannot take --only "${name}": there is no such part; there are ${there}`);
}

/** "memory" is "memory-facts", too. */
const isWanted = (part: string): boolean =>
  flags.only.length === 0 ||
  flags.only.some((name) => part === name || part.startsWith(`${name}-`));

const results = join(import.meta.dirname, "results");
const latest = join(results, "latest.json");
const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" });
const measured: Part[] = [];
for (const [name, part] of Object.entries(parts)) {
  if (!isWanted(name)) continue;
  const about = { name, at: new Date().toISOString(), commit: stdout.trim(), load: load() };
  const began = performance.now();
  const figures = await part(scale);
  const tookSeconds = Math.round((performance.now() - began) / 1000);
  measured.push({ ...about, tookSeconds, figures });
  process.stderr.write(`${name}: measured\n`);
  // After each: what was measured is not lost with what comes later.
  if (!flags.quick) keep();
}
const report = reportOf(measured);
process.stdout.write(flags.json ? textOf(report) : markdown(report));

function reportOf(found: readonly Part[]): Report {
  return { machine: machine(), quick: flags.quick, parts: found };
}

/** Parts that were not measured now stay as they were. */
function keep(): void {
  const kept = existsSync(latest) ? (JSON.parse(readFileSync(latest, "utf8")) as Report).parts : [];
  const all = reportOf(merged(kept, measured, Object.keys(parts)));
  mkdirSync(results, { recursive: true });
  writeFileSync(latest, textOf(all));
  writeFileSync(join(results, "latest.md"), markdown(all));
}

function textOf(found: Report): string {
  return `${JSON.stringify(found, null, 2)}\n`;
}
