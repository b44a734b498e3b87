import * as fc from "fast-check";
import { expect, test } from "vitest";
import { corpusOf, type Spoken } from "../../../test/fixtures/corpus.ts";
import type { Corpus } from "./corpus.ts";
import { type Hits, hitsOf, lookups } from "./hits.ts";
import type { Parts } from "./parts.ts";
import { readQuestion } from "./question.ts";
import { rank, type Ranked } from "./rank.ts";
import { stemsIn } from "./words.ts";

/** Ranks what was said as the store would find it. */
function ask(
  asked: string,
  spoken: readonly Spoken[],
  cosines: readonly number[] | null = null,
): { corpus: Corpus; ranked: Ranked[] } {
  const corpus = corpusOf(spoken);
  const question = readQuestion(asked, corpus, null);
  const stems = spoken.map(({ text = "" }) => stemsIn(text));
  const found = lookups(question).map((term) =>
    [...stems.keys()].filter((at) => stems[at]?.some((stem) => term.includes(stem))),
  );
  const hits = hitsOf(question, found);
  const near = cosines === null ? null : Float32Array.from(cosines);
  return { corpus, ranked: rank(corpus, question, hits, near, spoken.length) };
}

const words = (holding: readonly number[]): Hits => ({ terms: [holding], people: [], times: [] });

/** One part of every passage, by position. */
function parts(part: keyof Parts, ...given: Parameters<typeof ask>): number[] {
  const { ranked } = ask(...given);
  const found = ranked.toSorted((a, b) => a.position - b.position);
  return found.map(({ parts }) => Number(parts[part].toFixed(3)));
}

const order = (...given: Parameters<typeof ask>) =>
  ask(...given).ranked.map(({ position }) => position);

test("what holds the words of the question comes first, whatever their endings", () => {
  const said = ["We had tea.", "She paints a boat.", "It rained."].map((text) => ({ text }));
  expect(order("Who painted boats?", said)[0]).toBe(1);
});

test("RK1: a score is the sum of its parts", () => {
  const spoken = fc.record({
    text: fc.constantFrom("Did you paint?", "Yes, a boat, yesterday.", "Rome", "I met Bob in May"),
    author: fc.constantFrom("Ann", "Bob", ""),
    thread: fc.constantFrom("a", "b", ""),
    at: fc.constantFrom(0, Date.UTC(2025, 4, 3), Date.UTC(2025, 8)),
  });
  const asked = fc.constantFrom(
    "When did Ann paint a boat?",
    "Where was Bob in May 2025?",
    "What kinds of boats have Ann and Bob seen?",
    "",
  );
  const cosines = fc.option(fc.array(fc.double({ min: -1, max: 1, noNaN: true })));
  fc.assert(
    fc.property(asked, fc.array(spoken), cosines, (asked, all, cosines) => {
      const { ranked } = ask(asked, all, cosines);
      expect(ranked).toHaveLength(all.length);
      for (const { score, parts } of ranked) {
        const sum = Object.values(parts).reduce((sum, part) => sum + part, 0);
        expect(sum).toBeCloseTo(score, 9);
      }
    }),
  );
});

test("RK2: words alone count whole, and with cosines words and meaning by their shares", () => {
  const said = [{ text: "boat" }, { text: "tea" }, { text: "sail" }];
  expect(parts("words", "boat", said)).toEqual([1, 0, 0]);
  expect(parts("meaning", "boat", said)).toEqual([0, 0, 0]);
  expect(parts("words", "boat", said, [0.1, -0.5, 0.2])).toEqual([0.4, 0, 0]);
  expect(parts("meaning", "boat", said, [0.1, -0.5, 0.2])).toEqual([0.3, 0, 0.6]);
});

test("a passage whose vector is still to come is found by its words", () => {
  const said = [{ text: "tea" }, { text: "boat" }];
  expect(parts("meaning", "boat", said, [0.5])).toEqual([0.6, 0]);
  expect(order("boat", said, [])[0]).toBe(1);
});

test("RK3: the same again is the same, and equal scores stand in their order", () => {
  const said = Array.from({ length: 20 }, () => ({ text: "boat" }));
  expect(order("boat", said)).toEqual([...said.keys()]);
  expect(ask("boat", said).ranked).toEqual(ask("boat", said).ranked);
});

test("what was said later than asked for is not among the answers; what has no time is", () => {
  const corpus = corpusOf([{ at: 5 }, { at: 7 }, { at: 0 }, { at: 6 }]);
  const question = readQuestion("words", corpus, null);
  const until = rank(corpus, question, words([0, 1, 2, 3]), null, 9, 6);
  expect(until.map(({ position }) => position).toSorted((a, b) => a - b)).toEqual([0, 2, 3]);
});

test("no more are given than were asked for, and none where there are none", () => {
  const corpus = corpusOf([{}, {}, {}]);
  const question = readQuestion("words", corpus, null);
  expect(rank(corpus, question, words([0, 1, 2]), null, 2)).toHaveLength(2);
  expect(rank(corpusOf([]), question, words([]), null, 2)).toEqual([]);
});

test("what its neighbours say counts, and more what answers a question", () => {
  const said = (first: string) => [
    { text: first, thread: "a", at: 1 },
    { text: "tea", thread: "a", at: 2 },
  ];
  expect(parts("beside", "boat", said("boat"))[1]).toBe(0.1);
  expect(parts("beside", "boat", said("boat?"))[1]).toBe(0.3);
  expect(parts("beside", "tea", said("boat"))[0]).toBe(0.12);
});

test("where several things are asked for, neighbours and the conversation count less", () => {
  const said = ["boat", "tea"].map((text, at) => ({ text, thread: "a", at }));
  const [one, several] = ["a boat", "how many boats"];
  expect(parts("beside", one, said)[1]).toBe(0.1);
  expect(parts("beside", several, said)[1]).toBe(0.05);
  const [whole] = parts("thread", one, said);
  const [less] = parts("thread", several, said);
  expect(less! / whole!).toBeCloseTo(0.5, 1);
});

test("who is named counts, most the one it is about", () => {
  const said = ["Ann Lee", "Bob", "Cy", "Ann Ray"].map((author) => ({ author }));
  expect(parts("author", "Did Bob pay Cy?", said)).toEqual([0, 0.24, 0.06, 0]);
  expect(parts("author", "Did Ann pay?", said)).toEqual([0.3, 0, 0, 0.3]);
  expect(parts("author", "Who did pay?", said)).toEqual([0, 0, 0, 0]);
});

test("when it was said counts where a time is named", () => {
  const said = [Date.UTC(2025, 4, 3), ...Array.from({ length: 9 }, () => Date.UTC(2025, 8))];
  const found = parts(
    "date",
    "What was sold on May 3, 2025?",
    said.map((at) => ({ at })),
  );
  expect(found).toEqual([0.8, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});

test("what tells a time or holds a name counts where one is asked for", () => {
  const said = ["It was yesterday", "We saw Rome", "We saw Rome on Monday", "tea"];
  const spoken = said.map((text) => ({ text }));
  expect(parts("time", "When was it?", spoken)).toEqual([0.25, 0, 0.25, 0]);
  expect(parts("time", "Where was it?", spoken)).toEqual([0, 0, 0, 0]);
  expect(parts("name", "Where was it?", spoken)).toEqual([0, 0.2, 0.2, 0]);
  expect(parts("name", "When was it?", spoken)).toEqual([0, 0, 0, 0]);
});

test("a number counts where one is asked for, and a change where one is", () => {
  const spoken = ["It is 40", "It is blue instead", "tea"].map((text) => ({ text }));
  expect(parts("number", "How much is it?", spoken)).toEqual([0.25, 0, 0]);
  expect(parts("number", "Where is it?", spoken)).toEqual([0, 0, 0]);
  expect(parts("change", "What was it before?", spoken)).toEqual([0, 0.1, 0]);
  expect(parts("change", "What is it?", spoken)).toEqual([0, 0, 0]);
});

test("what a conversation begins with counts for all of it, but for what stands beside it", () => {
  const said = ["boat", "tea", "tea", "tea"].map((text, at) => ({ text, thread: "a", at }));
  expect(parts("opening", "boat", [...said, { text: "tea" }])).toEqual([0, 0, 0.1, 0.1, 0]);
});

test("who is named counts where others speak of them, the more the fewer do", () => {
  const others = Array.from({ length: 18 }, () => ({ text: "tea", author: "Cy" }));
  const said = [
    { text: "Ann is back", author: "Cy" },
    { text: "tea", author: "Ann Lee" },
  ];
  expect(parts("mention", "Is Ann back?", [...said, ...others]).slice(0, 3)).toEqual([0.22, 0, 0]);
});

test("what names the time that is asked for counts, whenever it was said", () => {
  const said = ["Run for May 2025", "May I?", "in 2025", "May, 2025"].map((text) => ({ text }));
  expect(parts("date", "What was paid for May 2025?", said)).toEqual([0.9, 0, 0, 0.9]);
});

test("what says more counts more, and what asks itself counts less", () => {
  const said = [{ text: "x".repeat(20) }, { text: "x".repeat(400) }, { text: "tea?" }];
  expect(parts("length", "boat", said)).toEqual([0.095, 0.38, 0.025]);
  expect(parts("asks", "boat", said)).toEqual([0, 0, -0.2]);
});
