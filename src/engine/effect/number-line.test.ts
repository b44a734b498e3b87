import { expect, test } from "vitest";
import { initial, type Series } from "../../kernel/series.ts";
import type { Book } from "../book.ts";
import { seriesOf } from "../streams.ts";
import { NumberLine } from "./number-line.ts";

const series = seriesOf("books", "2026-NNN");

/** A line of these, and whom it called up; `now` is how the series stands. */
function lineOf(runs: readonly string[], now: Series | null = initial) {
  const line = new NumberLine();
  const called: string[] = [];
  // Of the book only `peek` is asked, and only for the series.
  const book = { peek: () => now } as unknown as Book;
  const office = { book, wake: (run: string) => void called.push(run) };
  for (const run of runs) line.wait(series, run);
  return {
    called,
    callUp: () => line.callUp(office, series),
    lookedAt: (run: string) => line.lookedAt(office, run),
    wait: (run: string) => line.wait(series, run),
  };
}

const taken: Series = { last: 0, open: { n: 1, token: "t" } };

test("NL1: of all that wait, one is called up for a number, in the order in which they came", () => {
  const line = lineOf(["a", "b", "a", "c"], taken);
  line.callUp();
  line.lookedAt("a");
  expect(line.called).toEqual(["a"]);
  line.callUp();
  expect(line.called).toEqual(["a", "b"]);
});

test("NL2: who is called up and leaves the number hands the call on, until nobody waits", () => {
  const line = lineOf(["a", "b", "c"]);
  line.callUp();
  for (const run of ["a", "b", "c", "c"]) line.lookedAt(run);
  expect(line.called).toEqual(["a", "b", "c"]);
});

test("NL2: a series that is not in memory counts as free", () => {
  const line = lineOf(["a", "b"], null);
  line.callUp();
  line.lookedAt("a");
  expect(line.called).toEqual(["a", "b"]);
});

test("who was not called up calls nobody, however often it is looked at", () => {
  const line = lineOf(["a", "b"]);
  line.lookedAt("a");
  expect(line.called).toEqual([]);
  line.callUp();
  line.lookedAt("b");
  expect(line.called).toEqual(["a"]);
});

test("who finds the number taken after all stands in line again", () => {
  const line = lineOf(["a", "b"], taken);
  line.callUp();
  line.wait("a");
  line.lookedAt("a");
  line.callUp();
  line.callUp();
  expect(line.called).toEqual(["a", "b", "a"]);
});
