import { expect, test } from "vitest";
import { hitsOf, lookups } from "./hits.ts";

const sought = {
  terms: [["boat"], ["see", "saw"]],
  called: [["ann"]],
  times: [
    [["mai"], ["2025"]],
    [["june"], ["3"]],
  ],
};

test("what is found is told by what it was looked up for", () => {
  const asked = lookups(sought);
  expect(asked.map((stems) => stems[0])).toEqual([
    "boat",
    "see",
    "ann",
    "mai",
    "2025",
    "june",
    "3",
  ]);
  expect(hitsOf(sought, [[1], [2, 3], [4], [5, 6, 7], [6, 7], [8], []])).toEqual({
    terms: [[1], [2, 3]],
    people: [[4]],
    times: [[6, 7], []],
  });
});

test("what was not found is nowhere", () => {
  expect(hitsOf({ ...sought, times: [[]] }, [[1]])).toEqual({
    terms: [[1]],
    people: [],
    times: [[]],
  });
});
