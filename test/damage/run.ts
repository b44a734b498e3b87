import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { play } from "./company.ts";
import { type Harm, harms } from "./harm.ts";
import { Judge, type Outcome, type Verdict } from "./judge.ts";
import { commandLine, whole } from "../command-line.ts";
import { randomFrom } from "../fixtures/random.ts";

/**
 * Damages a company in many ways, one at a time, and asks it everything.
 */
export type Report = { verdicts: readonly Verdict[]; tookMs: number };

export async function damaged(options: {
  seed: number;
  /** How many of all ways, spread over all kinds; null for each of them. */
  most: number | null;
  where?: string;
}): Promise<Report> {
  const folder = await mkdtemp(path.join(tmpdir(), "ms-damage-"));
  try {
    const company = await play(folder);
    const judge = await Judge.of(company);
    const chance = randomFrom(options.seed);
    const { where = "", most } = options;
    const all = [...harms(company, chance)].filter((harm) => harm.where.includes(where));
    const chosen = most === null ? all : spread(all, most, chance);
    const began = performance.now();
    const verdicts: Verdict[] = [];
    for (const harm of chosen) verdicts.push(await judge.judge(harm));
    return { verdicts, tookMs: performance.now() - began };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of every place one, then of every place a second one, until there are enough. */
function spread(all: readonly Harm[], most: number, chance: () => number): Harm[] {
  const drawn = all.map((harm) => ({ harm, lot: chance() })).toSorted((a, b) => a.lot - b.lot);
  const places = [...Map.groupBy(drawn, ({ harm }) => harm.where).values()];
  const chosen: Harm[] = [];
  for (let round = 0; chosen.length < Math.min(most, all.length); round += 1) {
    for (const place of places) {
      const next = place[round];
      if (next !== undefined && chosen.length < most) chosen.push(next.harm);
    }
  }
  return chosen;
}

/** How each kind of place fared, and what went wrong in full. */
export function tableOf({ verdicts, tookMs }: Report): string {
  const outcomes: Outcome[] = ["equal", "mended", "partly", "refused", "WRONG"];
  const rows = [...Map.groupBy(verdicts, ({ where }) => where)].toSorted(([a], [b]) =>
    a.localeCompare(b),
  );
  const line = (name: string, of: readonly Verdict[]): string =>
    [name.padEnd(44), ...outcomes.map((each) => String(count(of, each)).padStart(8))].join("");
  return [
    ["".padEnd(44), ...outcomes.map((each) => each.padStart(8))].join(""),
    ...rows.map(([where, of]) => line(where, of)),
    line("all", verdicts),
    `${(tookMs / verdicts.length).toFixed(0)} ms each`,
    ...wrong(verdicts).map(
      ({ where, how, said }) => `\n${where}: ${how}\n  ${said.slice(0, 2000)}`,
    ),
  ].join("\n");
}

export function wrong(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.filter(({ outcome }) => outcome === "WRONG");
}

function count(verdicts: readonly Verdict[], outcome: Outcome): number {
  return verdicts.filter((verdict) => verdict.outcome === outcome).length;
}

const help = `Damages a company's files, byte by byte, and checks that nothing spoilt is ever served.

  npm run damage                   all of them
  npm run damage -- --where log    only of places whose name holds this
  npm run damage -- --most 400     so many, spread over all places, drawn from --seed (1)

Exit code: 0 if all was detected or harmless, 1 if not, 2 for a wrong command.`;

if (import.meta.main) {
  const { values } = commandLine(
    {
      options: {
        seed: { type: "string", default: "1" },
        most: { type: "string" },
        where: { type: "string", default: "" },
      },
    },
    help,
  );
  const most = values.most === undefined ? null : whole("most", values.most, 1);
  const report = await damaged({ seed: whole("seed", values.seed), most, where: values.where });
  process.stdout.write(`${tableOf(report)}\n`);
  if (wrong(report.verdicts).length > 0) process.exitCode = 1;
}
