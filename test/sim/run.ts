import { execFile, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandLine, counted, whole, wrong } from "../command-line.ts";
import { campaign, everyCrash, nothing, type Report, together } from "./campaign.ts";
import { crashReport } from "./crash-report.ts";
import { cut } from "./cut.ts";
import { drawCase } from "./draw.ts";
import { play, type Played } from "./play.ts";
import { shrink } from "./shrink.ts";

const tellMs = 30_000;
/** Days of playing: more is a slip of the hand. */
const mostSeeds = 1_000_000;
const mostJobs = 64;

const help = `Plays simulated companies, each from one seed, and checks what must hold (test/sim/invariants.ts).

  npm run sim -- --seeds 5000            so many seeds, from 1
  npm run sim -- --seeds 5000 --from 1e6 from another
  npm run sim -- --seed 42               one seed, told as a story
  npm run sim -- --seed 42 --exhaustive  one seed, dying at every durable write and call in turn

  --jobs N      in so many processes at once
  --without …   leaves out what a smaller case does not need: d3,f0,s1.2
  --no-shrink   leaves failing cases as large as they are
  --json        the report as one JSON object
  --report FILE writes what many seeds came to, as Markdown

Exit code: 0 if every promise held, 1 if one was broken, 2 for a wrong command.`;

const { values } = commandLine(
  {
    options: {
      seeds: { type: "string" },
      seed: { type: "string" },
      from: { type: "string" },
      jobs: { type: "string" },
      without: { type: "string" },
      exhaustive: { type: "boolean", default: false },
      shrink: { type: "boolean", default: true },
      json: { type: "boolean", default: false },
      report: { type: "string" },
    },
    allowNegative: true,
  },
  help,
);

const report = await (values.seed === undefined ? many() : one(values.seed));
if (values.json) console.log(JSON.stringify(report));
else {
  if (values.seed === undefined && values.shrink) await retell(report);
  console.log(summary(report));
}
if (values.report !== undefined) {
  const { stdout } = spawnSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" });
  const made = { at: new Date().toISOString(), commit: stdout.trim() };
  writeFileSync(values.report, crashReport(report, made));
}
process.exitCode = report.failures.length > 0 ? 1 : 0;

async function many(): Promise<Report> {
  for (const flag of ["without", "exhaustive"] as const) {
    if (values[flag]) wrong(`Cannot take --${flag} of many seeds: it needs --seed`);
  }
  const from = whole("from", values.from ?? "1");
  const seeds = whole("seeds", values.seeds ?? "200", 1, mostSeeds);
  const jobs = Math.min(whole("jobs", values.jobs ?? "1", 1, mostJobs), seeds);
  if (jobs <= 1) return campaign(from, seeds, progress(from, seeds));
  const share = Math.ceil(seeds / jobs);
  const parts = Array.from({ length: jobs }, (_, i) => {
    const first = from + i * share;
    return inProcess(first, Math.min(share, from + seeds - first));
  });
  return (await Promise.all(parts)).reduce(together, nothing(from));
}

function inProcess(from: number, seeds: number): Promise<Report> {
  if (seeds <= 0) return Promise.resolve(nothing(from));
  const args = [...process.execArgv, fileURLToPath(import.meta.url)];
  args.push("--json", "--from", String(from), "--seeds", String(seeds));
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { maxBuffer: 1 << 28 }, (error, stdout) => {
      // Exit code 1 is an answer: some promise was broken.
      if (error !== null && (error.code !== 1 || stdout === "")) return reject(error);
      resolve(JSON.parse(stdout) as Report);
    });
    child.stderr?.pipe(process.stderr);
  });
}

/** A long campaign says how far it is, beside the report. */
function progress(from: number, seeds: number): (played: Played) => void {
  const began = performance.now();
  let told = began;
  let [done, broke] = [0, 0];
  return ({ seed, broken }) => {
    done += 1;
    const [first] = broken;
    if (first !== undefined) {
      broke += 1;
      console.error(`Seed ${seed}: ${first.invariant} ${first.message}`);
    }
    const now = performance.now();
    if (now - told < tellMs) return;
    told = now;
    const minutes = Math.ceil((((now - began) / done) * (seeds - done)) / 60_000);
    console.error(
      `From seed ${from}: ${done} of ${seeds} played, ${broke} broke a promise, about ${counted(minutes, "minute")} left`,
    );
  };
}

async function one(text: string): Promise<Report> {
  for (const flag of ["seeds", "from", "jobs"] as const) {
    if (values[flag] !== undefined)
      wrong(`Cannot take --seed and --${flag} together: leave one out`);
  }
  const seed = whole("seed", text);
  const drawn = cut(drawCase(seed), new Set(values.without?.split(",")));
  if (values.exhaustive) return everyCrash(drawn);
  const played = await play(drawn, { told: true });
  if (!values.json) console.log(played.story.join("\n"));
  const { broken, counts, hash } = played;
  const count = (what: string) => counts.get(what) ?? 0;
  return {
    ...nothing(seed),
    seeds: 1,
    plays: 1,
    lives: count("life"),
    crashes: count("killed at a place"),
    events: count("events"),
    effects: count("perform"),
    counts: Object.fromEntries(counts),
    failures: broken.length > 0 ? [{ seed, crash: null, broken }] : [],
    hash,
  };
}

/** The first failures, as small as they get and in words. */
async function retell({ failures }: Report): Promise<void> {
  for (const { seed, broken } of failures.slice(0, 3)) {
    const { cuts, played } = await shrink(drawCase(seed), broken[0]?.invariant ?? "");
    console.log(`\nSeed ${seed}, as little of it as breaks the same promise:\n`);
    console.log(played.story.join("\n"));
    console.log(`\nAgain: npm run sim -- --seed ${seed} --without ${cuts.join(",")}\n`);
  }
}

function summary(report: Report): string {
  const { seeds, plays, lives, crashes, events, effects, failures, hash, milliseconds } = report;
  const lines = failures.map(({ seed, crash, broken }) => {
    const at = crash === null ? "" : `, dying at place ${crash}`;
    return `Seed ${seed}${at}: ${broken[0]?.invariant} ${broken[0]?.message}`;
  });
  lines.push(
    `${counted(seeds, "seed")}, ${counted(plays, "play")}, ${counted(lives, "process", "processes")} of which ${crashes} ${crashes === 1 ? "was" : "were"} killed at a write or call, ${counted(events, "event")}, ${counted(effects, "act")} sent, in ${Math.round(milliseconds / 1000)} s`,
    `Trace ${hash}`,
    failures.length === 0
      ? "Every promise held"
      : `${counted(failures.length, "play")} broke a promise`,
  );
  return lines.join("\n");
}
