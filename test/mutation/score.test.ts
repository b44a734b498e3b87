import { expect, test } from "vitest";
import { scores } from "./score.ts";

const folders = ["src/kernel", "src/value"];
const mutant = (folder: string, status: string) => ({ fileName: `/w/${folder}/a.ts`, status });

test("a folder's score is the share of its changes that a test noticed", () => {
  const mutants = [
    mutant("src/kernel", "Killed"),
    mutant("src/kernel", "Timeout"),
    mutant("src/kernel", "Survived"),
    mutant("src/kernel", "NoCoverage"),
    mutant("src/value", "Killed"),
    mutant("src/value", "CompileError"),
  ];
  expect(scores(mutants, folders)).toEqual([
    { name: "src/kernel", noticed: 2, tested: 4, percent: 50 },
    { name: "src/value", noticed: 1, tested: 1, percent: 100 },
    { name: "all", noticed: 3, tested: 5, percent: 60 },
  ]);
});

test("a folder that was not mutated has no score, and nothing tested is no success", () => {
  expect(scores([mutant("src/value", "Killed")], folders).map(({ name }) => name)).toEqual([
    "src/value",
    "all",
  ]);
  expect(scores([], folders)).toEqual([{ name: "all", noticed: 0, tested: 0, percent: 0 }]);
});
