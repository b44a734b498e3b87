import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, tmpdir } from "node:os";
import path from "node:path";
import { commandLine, counted, whole, wrong } from "../command-line.ts";
import { Calm } from "./calm.ts";
import type { Finding } from "./cycle.ts";
import { faults, library } from "./library.ts";
import { underLoad } from "./load.ts";
import { drawn, every, passes, type Planned } from "./plan.ts";
import { sweep, type Swept } from "./sweep.ts";

const help = `Strikes the example company's processes with faults of the disk, many times (fault.c: which).

  npm run faults -- --cycles 2000                    so many, drawn from --seed (200 from 1)
  npm run faults -- --every                          every operation of every piece
  npm run faults -- --piece 9 --kind tear --at 257   one cycle again
  npm run faults -- --load 500                       kills under load instead, over the socket

  --seed N      another draw
  --minutes N   ends after so long
  --lanes N     so many at once; by default what the machine has
  --kind K      only this kind: ${faults.join(", ")}; more than once for several
  --piece N     only this piece of the company's weeks; more than once for several
  --pass P      of --every only the ends of runs of writes to one file, or only their insides
  --report FILE writes what it says down as well

In memory it takes less than half the time: TMPDIR=/dev/shm npm run faults -- … What a disk keeps and
forgets is fault.c's to say, wherever the folders lie.

Exit code: 0 if nothing was found, 1 if something was, 2 for a wrong command.`;

const { values } = commandLine(
  {
    options: {
      cycles: { type: "string" },
      seed: { type: "string" },
      minutes: { type: "string" },
      lanes: { type: "string" },
      kind: { type: "string", multiple: true },
      piece: { type: "string", multiple: true },
      at: { type: "string" },
      pass: { type: "string" },
      every: { type: "boolean", default: false },
      load: { type: "string" },
      report: { type: "string" },
    },
  },
  help,
);
const seed = whole("seed", values.seed ?? "1");
const unheard = values.kind?.find((kind) => !faults.some((fault) => fault === kind));
if (unheard !== undefined)
  wrong(`Cannot take --kind "${unheard}": it is one of ${faults.join(", ")}`);
const kinds = faults.filter((fault) => values.kind?.includes(fault) ?? true);
const pieces = values.piece?.map((piece) => whole("piece", piece));
const pass = passes.find((each) => each === values.pass);
if (pass === undefined && values.pass !== undefined)
  wrong(`Cannot take --pass "${values.pass}": it is one of ${passes.join(", ")}`);
const meant = {
  kinds,
  ...(pieces === undefined ? {} : { pieces }),
  ...(pass === undefined ? {} : { passes: [pass] }),
};
const at = values.at === undefined ? null : whole("at", values.at, 1);
if (at !== null && pieces === undefined) wrong("Cannot take --at without --piece: say of which");
const kills = values.load === undefined ? null : whole("load", values.load, 1);
const lanes = values.lanes === undefined ? availableParallelism() : whole("lanes", values.lanes, 1);
const unbounded = values.every ? Number.POSITIVE_INFINITY : 200;
const cycles = values.cycles === undefined ? unbounded : whole("cycles", values.cycles, 1);
const minutes =
  values.minutes === undefined ? Number.POSITIVE_INFINITY : whole("minutes", values.minutes, 1);
const folder = mkdtempSync(path.join(tmpdir(), "ms-faults-"));
const machine = `Node ${process.version}, Linux ${release()}, ${cpus()[0]?.model ?? "?"}, ${availableParallelism()} cores`;
if (kills !== null) {
  const began = performance.now();
  const { findings, ...what } = await underLoad(path.join(folder, "load"), {
    kills,
    seed,
  });
  const lines = Object.entries(what).map(([name, count]) => `- ${count} ${name}`);
  end(
    findings,
    `# Killed under load

- ${new Date().toISOString()}, ${machine}
- seed ${seed}, ${seconds(performance.now() - began)}
${lines.join("\n")}
- ${counted(findings.length, "finding")}

${findings.map((finding) => `- ${finding}`).join("\n")}
`,
  );
}
const built = library();
if ("missing" in built) {
  console.error(`Cannot rehearse faults: ${built.missing}`);
  process.exit(1);
}
const calm = await Calm.play(path.join(folder, "calm"), built);
let toldAt = performance.now();
let told = 0;
const made = await sweep(planned(), {
  calm,
  loaded: built,
  folder,
  lanes,
  cycles,
  tookMs: minutes * 60_000,
  told: (so) => {
    for (const finding of so.findings.slice(told)) console.log(lineOf(finding));
    told = so.findings.length;
    if (performance.now() - toldAt < 10_000) return;
    toldAt = performance.now();
    console.log(
      `${counted(so.cycles, "cycle")} in ${seconds(so.tookMs)}, ${counted(so.findings.length, "finding")}`,
    );
  },
});
end(made.findings, report(made));

function end(findings: readonly unknown[], text: string): never {
  console.log(text.trimEnd());
  if (values.report !== undefined) {
    mkdirSync(path.dirname(values.report), { recursive: true });
    writeFileSync(values.report, `${text.trimEnd()}\n`);
  }
  if (findings.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`What they left lies in "${folder}"`);
  process.exit(findings.length === 0 ? 0 : 1);
}

function planned(): AsyncGenerator<Planned> {
  if (at !== null) return once(at);
  return values.every ? every(calm, meant) : drawn(calm, seed, meant);
}

async function* once(place: number): AsyncGenerator<Planned> {
  for (const piece of meant.pieces ?? []) {
    for (const fault of kinds) yield { piece, blows: [{ fault, at: place, seed }], pass: "ends" };
  }
}

function report(swept: Swept): string {
  const { cycles: made, struck, files, findings, tookMs } = swept;
  const perMinute = Math.round(made / (tookMs / 60_000));
  const how = values.every
    ? `${kinds.join(" and ")} at every operation${shortfall(swept)}`
    : `drawn from seed ${seed}`;
  return `# Faults of the disk, on real processes

Written by \`npm run faults\`; see \`fault.c\` for what each kind does and \`cycle.ts\` for what is checked.

- ${new Date().toISOString()}, ${machine}
- ${counted(made, "cycle")}, ${how}, in ${seconds(tookMs)}: ${perMinute} a minute
- ${counted(calm.count, "piece")} of the example company's first weeks
- ${counted(findings.length, "finding")}

${table("fault", struck)}
${table("file hit", files)}
${findings.map(lineOf).join("\n")}
`;
}

function shortfall({ whole: done, pass: reached }: Swept): string {
  const insides = "between the first and the last of several writes in a row to one file";
  if (pass !== undefined)
    return `${pass === "insides" ? " " : " but for those "}${insides}${done ? "" : ", cut short"}`;
  if (done) return "";
  return reached === "insides" ? `, but for some ${insides}` : ", cut short";
}

function table(head: string, counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].toSorted(([, a], [, b]) => b - a);
  return [`| ${head} | blows |`, "|---|---:|", ...rows.map(([k, n]) => `| ${k} | ${n} |`), ""].join(
    "\n",
  );
}

function lineOf({ piece, blows, what }: Finding): string {
  const how = blows
    .map(({ fault, at: place, seed: own }) => `${fault} at ${place} (seed ${own})`)
    .join(", then ");
  return `- piece ${piece}, ${how}: ${what}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
