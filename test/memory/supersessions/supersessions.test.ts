import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { lineOf } from "./bookkeeper.ts";
import { everyCase } from "./case.ts";
import { judged, wrongOf } from "./judged.ts";

const lines = readFileSync(path.join(import.meta.dirname, "cases.txt"), "utf8")
  .trim()
  .split("\n");
const textOf = (line: string): string => line.slice(0, line.lastIndexOf(" = "));

/** Labelled by hand, before either the bookkeeper or the program was asked. */
test.each([
  // Hearsay after hearsay, of a later day: it changed.
  ["plain | A outside 10- | B outside 15- 80%", "supersede 15-59"],
  // Hearsay against her own word.
  ["plain | A operator 10- | B outside 15- 80%", "conflict"],
  // Two say otherwise of the same day: nobody can tell which.
  ["plain | A outside 10- | B outside 10- 80%", "conflict"],
  ["plain | A outside 10- | B outside 15- 60%", "conflict"],
  // What she keeps herself, nobody else changes.
  ["strong | A outside 10- | B operator 15- 80%", "conflict"],
  ["strong | nothing | B outside 15- 80%", "stands 15-59"],
  // Of before: what stands is not touched, neither where it says the same.
  ["plain | A operator 10- | B outside 5- 80%", "stands 5-9"],
  ["plain | A operator 10- | A outside 5- 80%", "stands 5-9"],
  // What is known to hold later stays as it is, with its own source.
  ["plain | A outside 10-30 ; B operator 30- | B outside 15- 80%", "supersede 15-29"],
  // Her older word comes up again where hearsay over it ends.
  ["plain | C operator 0- ; A outside 10-20 | B outside 15- 80%", "supersede 15-19"],
  ["plain | C operator 0- ; A outside 10-20 | B outside 15-40 80%", "conflict"],
  // She took it back: hearsay does not bring it again.
  ["plain | A operator 10- ; - operator 12- | A outside 15- 80%", "conflict"],
  ["plain | A outside 10- x12 | B outside 15- 60%", "stands 15-59"],
  ["many | A outside 10- | B outside 15- 60%", "supersede 15-59"],
  ["many | A operator 10- | B outside 15- 80%", "conflict"],
  ["plain | A operator 10- | A outside 15- 60%", "confirm"],
])("%s = %s", (text, label) => {
  expect(lineOf(text)).toBe(`${text} = ${label}`);
  expect(judged(text)).toMatchObject({ found: label.split(" ")[0], wrong: null });
});

test("the labelled set is what a bookkeeper would do, and holds all that there may be", () => {
  expect(lines.length).toBeGreaterThanOrEqual(300);
  expect(lines.map(textOf).map(lineOf)).toEqual(lines);
  for (const label of ["confirm", "conflict", "stands", "supersede"]) {
    expect(lines.filter((line) => line.includes(` = ${label}`)).length).toBeGreaterThan(100);
  }
});

test("AS1–AS5: nothing is superseded by itself that a bookkeeper would not have superseded", () => {
  const { automatic, wrong } = wrongOf(lines.map(textOf).map(judged));
  expect(automatic).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

test("the same of every situation of the grammar; and she is asked of none that she would not be", () => {
  const all = everyCase().map(judged);
  expect(wrongOf(all).wrong).toEqual([]);
  expect(all.filter(({ wanted, found }) => wanted !== found)).toEqual([]);
});
