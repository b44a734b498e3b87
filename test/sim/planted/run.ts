import { writeFileSync } from "node:fs";
import { commandLine, counted, whole, wrong } from "../../command-line.ts";
import { catchIn, inLanes, readSeeds, type Seeds, seedsFile } from "./catch.ts";
import type { Caught } from "./child.ts";
import type { Fault } from "./fault.ts";
import { faults } from "./faults.ts";

const help = `Plants faults in the engine, one at a time, and shows that the simulation catches each
(test/sim/planted/faults*.ts: what is broken; seeds.json: by which seed).

  npm run sim:planted                        every fault, by the seed that is kept for it
  npm run sim:planted -- --only approval     those whose name contains this
  npm run sim:planted -- --find              looks for a seed for what is not caught by its own

  --upto N    how many seeds to look through (600)

What catches a fault is an invariant of test/sim/invariants.ts.

Exit code: 0 if every fault was caught, 1 if one was not, 2 for a wrong command.`;

const { values } = commandLine(
  {
    options: {
      find: { type: "boolean", default: false },
      upto: { type: "string", default: "600" },
      only: { type: "string", default: "" },
    },
  },
  help,
);
const upto = whole("upto", values.upto, 1);
const wanted = faults.filter(({ name }) => name.includes(values.only));

if (wanted.length === 0)
  wrong(`Cannot take --only "${values.only}": no fault has that in its name`);
process.exitCode = (await show()) ? 0 : 1;

async function show(): Promise<boolean> {
  const found: Record<string, Seeds[string]> = {};
  const by = new Map<string, number>();
  await inLanes(wanted, async (fault) => {
    const caught = await caughtIn(fault);
    const how =
      caught === null
        ? "NOT CAUGHT"
        : `caught by seed ${caught.seed}, ${caught.caughtBy}: ${caught.what}`;
    console.log(`${fault.name} (${fault.breaks})\n  ${how.split("\n")[0]}`);
    if (caught === null) return;
    const { seed, caughtBy } = caught;
    found[fault.name] = { seed, caughtBy };
    by.set(caughtBy, (by.get(caughtBy) ?? 0) + 1);
  });
  if (values.find) keep(found);
  const counts = [...by].toSorted(([, a], [, b]) => b - a).map(([name, n]) => `${name} ${n}`);
  const caught = Object.keys(found).length;
  console.log(
    `\n${caught} of ${counted(wanted.length, "fault")} caught: ${counts.join(", ") || "none"}`,
  );
  return caught === wanted.length;
}

async function caughtIn(fault: Fault): Promise<Caught | null> {
  const kept = readSeeds()[fault.name];
  const again = kept && (await catchIn(fault, kept.seed, kept.seed, 120_000));
  if (again) return again;
  return values.find ? catchIn(fault, 1, upto, 900_000) : null;
}

/** What was found is added to what was known; what is no fault any more goes. */
function keep(found: Seeds): void {
  const all = { ...readSeeds(), ...found };
  const names = faults.map(({ name }) => name).filter((name) => name in all);
  const sorted = Object.fromEntries(names.toSorted().map((name) => [name, all[name]]));
  writeFileSync(seedsFile, `${JSON.stringify(sorted, null, 2)}\n`);
}
