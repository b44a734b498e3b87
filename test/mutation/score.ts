import { sep } from "node:path";

/** What became of one change to the code, in Stryker's words. */
export type Mutant = { fileName: string; status: string };

/** `tested` leaves out changes that were no programs, and those that were set aside. */
export type Score = { name: string; noticed: number; tested: number; percent: number };

const noticed = new Set(["Killed", "Timeout"]);
const unnoticed = new Set(["Survived", "NoCoverage"]);

/** One score for each folder that was mutated, then one for all of them together. */
export function scores(mutants: readonly Mutant[], folders: readonly string[]): Score[] {
  const each = folders.flatMap((folder) => {
    const within = mutants.filter(({ fileName }) =>
      fileName.split(sep).join("/").includes(`/${folder}/`),
    );
    return within.length === 0 ? [] : [score(folder, within)];
  });
  return [...each, score("all", mutants)];
}

function score(name: string, mutants: readonly Mutant[]): Score {
  const caught = mutants.filter(({ status }) => noticed.has(status)).length;
  const tested = caught + mutants.filter(({ status }) => unnoticed.has(status)).length;
  return { name, noticed: caught, tested, percent: tested === 0 ? 0 : (100 * caught) / tested };
}
