import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isWord } from "../../value/word.ts";
import type { Names } from "./names.ts";
import { readQuestion, type Speakers } from "./question.ts";

/** Each of whom said as much as the others. */
const speaking = (authors: readonly Names[], share = 1 / authors.length): Speakers => ({
  authors,
  shareOf: () => share,
});

const people = speaking([["Ann Lee", "Ann"], ["Bob"]]);

test("a question is read into people, terms, times, what it wants and what to embed", () => {
  expect(readQuestion("When did Bob buy Ann's painting in May 2025?", people, null)).toEqual({
    people: [[1], [0]],
    called: [["bob"], ["ann"]],
    terms: [["bui", "bought"], ["paint"], ["2025"]],
    spans: [{ from: Date.UTC(2025, 4), to: Date.UTC(2025, 5) }],
    times: [[["mai"], ["2025"]]],
    wants: { time: true, name: false, number: false, change: false, several: false },
    toEmbed: "When did I buy your painting in May 2025?",
  });
});

test("without a person it is embedded as it was asked", () => {
  const question = "What did  the roof cost?";
  expect(readQuestion(question, people, null)).toMatchObject({ people: [], toEmbed: question });
});

test("who says little of it is asked for by name, and not in the first person", () => {
  const asked = "When did Bob move?";
  expect(readQuestion(asked, speaking([["Bob"]], 0.2), null).toEmbed).toBe("When did I move?");
  expect(readQuestion(asked, speaking([["Bob"]], 0.19), null).toEmbed).toBe(asked);
  // Two of one name are spoken of as one is.
  const namesakes = speaking([["Bob"], ["Bob Ray", "Bob"]], 0.1);
  expect(readQuestion(asked, namesakes, null)).toMatchObject({
    toEmbed: "When did I move?",
    called: [["bob"]],
  });
});

test("QU1: a time is read where a name stood in it, and a name that is a month is a name", () => {
  const { spans } = readQuestion("What did she do in Ann 2025?", people, null);
  expect(spans).toHaveLength(1);
  const may = readQuestion("What did May say in May?", speaking([["May"]]), null);
  expect(may).toMatchObject({ people: [[0]], spans: [], terms: [["sai", "said"]] });
});

test("one word in several forms is one term, in all its forms", () => {
  expect(readQuestion("saw, see, seen; saw", people, null).terms).toEqual([["see", "saw", "seen"]]);
});

test("QU2: signs of a search are signs", () => {
  const asked = `"drop" OR NEAR(table*) -words:x ^ {a b} \u0000`;
  expect(readQuestion(asked, people, null).terms).toEqual(
    ["drop", "near", "tabl", "word", "x", "b"].map((stem) => [stem]),
  );
});

test("QU2: a question without end is read up to a bound", () => {
  const words = Array.from({ length: 100_000 }, (_, i) => `w${i}`).join(" ");
  const { terms, toEmbed } = readQuestion(words, people, null);
  expect(terms).toHaveLength(24);
  expect(toEmbed).toHaveLength(2_000);
});

test("QU2: whatever it holds, terms are stems of words", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (asked) => {
      const { terms, toEmbed } = readQuestion(asked, people, 0);
      expect(terms.every((stems) => stems.length > 0 && stems.every(isWord))).toBe(true);
      expect(toEmbed.isWellFormed()).toBe(true);
    }),
  );
});
