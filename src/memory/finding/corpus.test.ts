import * as fc from "fast-check";
import { expect, test } from "vitest";
import { corpusOf } from "../../../test/fixtures/corpus.ts";
import type { Cells } from "./column.ts";
import { Corpus, type Entry } from "./corpus.ts";

const read = (cells: Cells) => Array.from({ length: cells.size }, (_, at) => cells.read(at));

const entry = (key: number, given: Partial<Entry> = {}): Entry => ({
  key,
  author: "Ann Lee",
  thread: "t",
  at: key,
  words: 10,
  chars: 50,
  flags: 0,
  ...given,
});

test("what is added stands in columns by position", () => {
  const corpus = new Corpus();
  corpus.add(entry(7, { at: 5, chars: 300, flags: 1 }));
  corpus.add(entry(3, { author: "Bob", thread: "u" }));
  corpus.add(entry(9, { thread: "u" }));
  expect(corpus.size).toBe(3);
  expect(corpus.authors).toEqual([["Ann Lee", "Ann"], ["Bob"]]);
  expect(corpus.threads).toBe(2);
  expect(read(corpus.keys)).toEqual([7, 3, 9]);
  expect(read(corpus.author)).toEqual([0, 1, 0]);
  expect(read(corpus.thread)).toEqual([0, 1, 1]);
  expect(read(corpus.at)).toEqual([5, 3, 9]);
  expect(read(corpus.chars)).toEqual([300, 50, 50]);
  expect(read(corpus.flags)).toEqual([1, 0, 0]);
  expect(corpus.substance.read(0)).toBeCloseTo(0.38 - 0.1, 9);
  expect(read(corpus.sizes)).toEqual([1, 2]);
  expect(read(corpus.first)).toEqual([0, 1]);
  expect([0, 1].map((author) => corpus.shareOf(author))).toEqual([2 / 3, 1 / 3]);
});

test("CO1: a key is found where it was added, and is added once", () => {
  const corpus = corpusOf([{ key: 7 }, { key: 3 }, { key: 7 }]);
  expect(corpus.size).toBe(2);
  expect([7, 3, 4].map((key) => corpus.positionOf(key))).toEqual([0, 1, null]);
  expect(corpus.positionsOf([3, 4, 7])).toEqual([1, 0]);
});

test("CO2: neighbours are of one conversation, told apart to the letter", () => {
  const corpus = corpusOf(["a", "A", "a", "", "", "a"].map((thread) => ({ thread })));
  expect(read(corpus.next)).toEqual([2, -1, 5, -1, -1, -1]);
  expect(read(corpus.previous)).toEqual([-1, -1, 0, -1, -1, 2]);
  expect(read(corpus.thread)).toEqual([0, 1, 0, 2, 3, 0]);
  expect(corpus.threads).toBe(4);
});

test("CO3: lengths with neighbours follow what comes late", () => {
  const corpus = new Corpus();
  corpus.add(entry(1, { words: 10 }));
  corpus.add(entry(3, { words: 20 }));
  expect(read(corpus.wide.lengths)).toEqual([10 + 0.3 * 20, 20 + 0.7 * 10]);
  expect(corpus.wide).toBe(corpus.wide);
  corpus.add(entry(2, { words: 100 }));
  expect(read(corpus.wide.lengths)).toEqual([40, 90, 100 + 7 + 6]);
  expect(corpus.wide.mean).toBeCloseTo((40 + 90 + 113) / 3, 9);
});

test("a mean length is one that can be divided by, whatever there is", () => {
  expect(new Corpus().wide.mean).toBe(1);
  expect(new Corpus().shareOf(0)).toBe(0);
  expect(corpusOf([{ text: "…" }]).wide.mean).toBe(1);
});

test("CH1, CH2: a conversation stands in the order of time, whatever order it came in", () => {
  const anyEntry = fc.record({
    key: fc.nat({ max: 1000 }),
    at: fc.nat({ max: 5 }),
    thread: fc.constantFrom("a", "b"),
    looked: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.uniqueArray(anyEntry, { selector: ({ key }) => key }), (entries) => {
      const corpus = new Corpus();
      for (const { looked, ...given } of entries) {
        corpus.add(entry(given.key, given));
        // What came so far is put in order.
        if (looked) void corpus.next;
      }
      for (const thread of ["a", "b"]) {
        const order = entries
          .filter((one) => one.thread === thread)
          .toSorted((a, b) => a.at - b.at || a.key - b.key)
          .map(({ key }) => corpus.positionOf(key) ?? -1);
        const [any] = order;
        if (any !== undefined) expect(corpus.first.read(corpus.thread.read(any))).toBe(any);
        for (const [i, position] of order.entries()) {
          expect(corpus.previous.read(position)).toBe(order[i - 1] ?? -1);
          expect(corpus.next.read(position)).toBe(order[i + 1] ?? -1);
        }
      }
    }),
  );
});
