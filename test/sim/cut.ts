import type { Json, JsonObject } from "../../src/value/json.ts";
import type { Case } from "./case.ts";
import { workspaceOf } from "./files.ts";

/**
 * Smaller cases: a cut names one thing that is left out. d3 is the deed at place 3 as it was drawn, f
 * a fault, c a crash, i an incident, r a rule, s1.2 a step of a runbook; "habits" makes the operator plain, "haste"
 * lets time wait for everything.
 */
export function cut(drawn: Case, cuts: ReadonlySet<string>): Case {
  const kept = <T>(list: readonly T[], letter: string): T[] =>
    list.filter((_, i) => !cuts.has(`${letter}${i}`));
  const { files } = drawn;
  return {
    ...drawn,
    deeds: kept(drawn.deeds, "d"),
    faults: kept(drawn.faults, "f"),
    crashes: kept(drawn.crashes, "c"),
    incidents: kept(drawn.incidents, "i"),
    files: {
      ...files,
      rules: kept(files.rules, "r"),
      runbooks: files.runbooks.map((file, n) => ({
        ...file,
        steps: kept(stepsOf(file), `s${n}.`),
      })),
    },
    habits: cuts.has("habits")
      ? { ...drawn.habits, answers: 1, edits: 0, denies: 0, twice: 0, outdated: 0 }
      : drawn.habits,
    haste: cuts.has("haste") ? 0 : drawn.haste,
  };
}

/** Everything that could be left out, what matters least first. */
export function cutsOf({ deeds, faults, crashes, incidents, files }: Case): string[] {
  const all = (list: readonly unknown[], letter: string) => list.map((_, i) => `${letter}${i}`);
  const steps = files.runbooks.flatMap((file, n) => all(stepsOf(file), `s${n}.`));
  return [
    "habits",
    "haste",
    ...all(deeds, "d"),
    ...all(faults, "f"),
    ...all(crashes, "c"),
    ...all(incidents, "i"),
    ...all(files.rules, "r"),
    ...steps,
  ];
}

/** False where a runbook would be left that cannot be: without steps, or with an unknown name in it. */
export function stands(drawn: Case): boolean {
  try {
    workspaceOf(drawn, drawn.files);
    return true;
  } catch {
    return false;
  }
}

function stepsOf(file: JsonObject): readonly Json[] {
  const { steps } = file;
  return Array.isArray(steps) ? steps : [];
}
