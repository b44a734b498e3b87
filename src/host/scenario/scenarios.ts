import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Refused } from "../../api/contract/refused.ts";
import { openSandbox } from "../../agent/sandbox.ts";
import type { TestEvent, TestOptions } from "../../cli/deps/scenarios.ts";
import { Usage } from "../../cli/errors.ts";
import { suggest } from "../../value/nearest.ts";
import type { Workspace } from "../../workspace/release.ts";
import type { Placed } from "../../workspace/scenario/file.ts";
import { readChecked } from "../files/check.ts";
import { invalid } from "../files/invalid.ts";
import type { Places } from "../places.ts";
import { perform, type Theatre } from "./case.ts";
import { forms } from "./forms.ts";
import { unrehearsed } from "./outside.ts";
import { folder } from "./files.ts";
import { shelf } from "./shelf.ts";
import { noteTested } from "./tested.ts";

const act = "Cannot run the scenarios";

/** On a machine with much else to do, too. */
const restMs = 60_000;

/**
 * Runs the company's scenarios, one after the other, in this process, each apart from the others. The
 * files are compiled once, as `apply` does it. Of the company's data nothing is read, and nothing but the
 * note that all passed is written.
 */
export async function* scenarios(
  options: Omit<TestOptions, "place">,
  places: Places,
): AsyncGenerator<TestEvent> {
  const { workspace } = places;
  const began = performance.now();
  const scratch = await mkdtemp(path.join(tmpdir(), "mainstay-test-"));
  const sandbox = openSandbox();
  try {
    const company = await compiled({ workspace, data: scratch });
    const { scenarios: all, problems } = await shelf(workspace, company);
    if (problems.length > 0) throw invalid(act, problems);
    if (all.length === 0) {
      yield { kind: "none", folder: path.join(workspace, folder) };
      return;
    }
    const chosen = choose(all, options);
    const { timeZone, locale } = company.settings.company;
    yield { kind: "begun", scenarios: chosen.length, of: all.length, timeZone, locale };
    const theatre = { workspace, company, scratch, sandbox, restMs };
    let failed = 0;
    for (const placed of chosen) {
      const result = await played(theatre, placed, options.verbose);
      if (result.problems.length > 0) failed += 1;
      yield result;
    }
    if (failed === 0 && chosen.length === all.length) await noteTested(places);
    const tookMs = Math.round(performance.now() - began);
    yield { kind: "ended", passed: chosen.length - failed, failed, tookMs };
  } finally {
    await sandbox.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function compiled(places: Places): Promise<Workspace> {
  const times = { now: () => Date.now(), fileNow: () => Date.now() };
  const found = await readChecked(places, times, null);
  if (!found.ok) throw invalid(act, found.problems);
  for (const [name, { use }] of Object.entries(found.workspace.settings.connectors)) {
    if (forms[use] !== undefined) continue;
    throw new Refused({ code: "kind_unrehearsed", message: unrehearsed(name, use) });
  }
  return found.workspace;
}

function choose(all: readonly Placed[], { names, only }: Omit<TestOptions, "place">): Placed[] {
  const known = all.map(({ scenario }) => scenario.scenario);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new Usage(`Cannot find the scenario "${name}"`, suggest(name, known, "scenario"));
  }
  const chosen = all.filter(
    ({ scenario: { scenario } }) =>
      (names.length === 0 || names.includes(scenario)) &&
      (only === null || scenario.includes(only)),
  );
  if (chosen.length > 0) return chosen;
  throw new Usage(
    `Cannot find a scenario whose name contains "${only ?? ""}"`,
    "Name another part",
  );
}

async function played(
  theatre: Theatre,
  placed: Placed,
  verbose: boolean,
): Promise<Extract<TestEvent, { kind: "scenario" }>> {
  const began = performance.now();
  const { file, source, scenario } = placed;
  const { misses, story } = await perform(theatre, placed, verbose).catch((error: unknown) => {
    const found = error instanceof Error ? error.message : String(error);
    const miss = { pointer: "", message: found, expected: "that it runs", found };
    return { misses: [miss], story: [] };
  });
  return {
    kind: "scenario",
    name: scenario.scenario,
    purpose: scenario.purpose,
    file,
    tookMs: Math.round(performance.now() - began),
    problems: misses.map(({ pointer, ...rest }) => ({ line: source.at(pointer).line, ...rest })),
    story,
  };
}
