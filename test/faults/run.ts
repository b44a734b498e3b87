import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { Calm } from "./calm.ts";
import type { Finding } from "./cycle.ts";
import { faults, library } from "./library.ts";
import { underLoad } from "./load.ts";
import { drawn, every, type Planned } from "./plan.ts";
import { sweep, type Swept } from "./sweep.ts";

/**
 * Strikes the example company's processes with faults of the disk, many times.
 *
 * By command: npm run faults -- --cycles 2000 [--seed 1] [--minutes 30] [--lanes 2] [--kind tear]
 *             npm run faults -- --every [--kind eio] [--piece 9]
 *             npm run faults -- --piece 9 --kind tear --at 257 [--seed 1]     one cycle again
 *             npm run faults -- --load 500 [--seed 1]      kills under load instead, over the socket
 *
 * With --report FILE what it says is written down as well.
 */
const { values } = parseArgs({
  options: {
    cycles: { type: "string" },
    seed: { type: "string" },
    minutes: { type: "string" },
    lanes: { type: "string" },
    kind: { type: "string", multiple: true },
    piece: { type: "string", multiple: true },
    at: { type: "string" },
    every: { type: "boolean", default: false },
    load: { type: "string" },
    report: { type: "string" },
  },
});
const seed = Number(values.seed ?? 1);
const kinds = faults.filter((fault) => values.kind?.includes(fault) ?? true);
const meant = {
  kinds,
  ...(values.piece === undefined ? {} : { pieces: values.piece.map(Number) }),
};
const folder = mkdtempSync(path.join(tmpdir(), "ms-faults-"));
const machine = `Node ${process.version}, Linux ${release()}, ${cpus()[0]?.model ?? "?"}, ${availableParallelism()} cores`;
if (values.load !== undefined) {
  const began = performance.now();
  const { findings, ...what } = await underLoad(path.join(folder, "load"), {
    kills: Number(values.load),
    seed,
  });
  const lines = Object.entries(what).map(([name, count]) => `- ${count} ${name}`);
  end(
    findings,
    `# Killed under load

- ${new Date().toISOString()}, ${machine}
- seed ${seed}, ${seconds(performance.now() - began)}
${lines.join("\n")}
- ${findings.length} findings

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
const swept = await sweep(planned(), {
  calm,
  loaded: built,
  folder,
  lanes: Number(values.lanes ?? availableParallelism()),
  cycles: Number(values.cycles ?? (values.every ? Number.POSITIVE_INFINITY : 200)),
  tookMs: Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000,
  told: (so) => {
    for (const finding of so.findings.slice(told)) console.log(lineOf(finding));
    told = so.findings.length;
    if (performance.now() - toldAt < 10_000) return;
    toldAt = performance.now();
    console.log(`${so.cycles} cycles in ${seconds(so.tookMs)}, ${so.findings.length} findings`);
  },
});
end(swept.findings, report(swept));

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
  if (values.at !== undefined) return once();
  return values.every ? every(calm, meant) : drawn(calm, seed, meant);
}

async function* once(): AsyncGenerator<Planned> {
  for (const piece of meant.pieces ?? []) {
    for (const fault of kinds) yield { piece, blows: [{ fault, at: Number(values.at), seed }] };
  }
}

function report({ cycles, struck, files, findings, tookMs }: Swept): string {
  const perMinute = Math.round(cycles / (tookMs / 60_000));
  const how = values.every ? "every operation" : `drawn from seed ${seed}`;
  return `# Faults of the disk, on real processes

Written by \`npm run faults\`; see \`fault.c\` for what each kind does and \`cycle.ts\` for what is checked.

- ${new Date().toISOString()}, ${machine}
- ${cycles} cycles, ${how}, in ${seconds(tookMs)}: ${perMinute} a minute
- ${calm.count} pieces of the example company's first weeks
- ${findings.length} findings

${table("fault", struck)}
${table("file hit", files)}
${findings.map(lineOf).join("\n")}
`;
}

function table(head: string, counts: ReadonlyMap<string, number>): string {
  const rows = [...counts].toSorted(([, a], [, b]) => b - a);
  return [`| ${head} | blows |`, "|---|---:|", ...rows.map(([k, n]) => `| ${k} | ${n} |`), ""].join(
    "\n",
  );
}

function lineOf({ piece, blows, what }: Finding): string {
  const how = blows
    .map(({ fault, at, seed: own }) => `${fault} at ${at} (seed ${own})`)
    .join(", then ");
  return `- piece ${piece}, ${how}: ${what}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}
