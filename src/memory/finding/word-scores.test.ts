import { expect, test } from "vitest";
import { corpusOf } from "../../../test/fixtures/corpus.ts";
import { weights } from "./weights.ts";
import { wordScores } from "./word-scores.ts";

const { commonLoss, lengthLoss } = weights;
const corpus = corpusOf(
  ["a", "a", "a", "a", "b"].map((thread, at) => ({ thread, at, text: "ten" })),
);

function scores(hits: readonly (readonly number[])[]) {
  const found = wordScores(corpus, hits);
  return [0, 1, 2, 3, 4].map((at) => found.read(at));
}

/** BM25 by its book. */
function bm25(said: number, length: number, holding: number): number {
  const rarity = Math.log(1 + (5 - holding + 0.5) / (holding + 0.5));
  const mean = (1.3 + 2 + 2 + 1.7 + 1) / 5;
  return (rarity * said * 2.2) / (said + 1.2 * (1 - lengthLoss + (lengthLoss * length) / mean));
}

test("a word counts where it stands, and less beside it in the conversation", () => {
  const found = scores([[1]]);
  // One of four holds it.
  const whole = 1 - commonLoss / 16;
  const expected = [bm25(0.3, 1.3, 1), bm25(1, 2, 1), bm25(0.7, 2, 1), 0, 0].map((x) => x * whole);
  for (const [at, score] of found.entries()) expect(score).toBeCloseTo(expected[at] ?? -1, 9);
});

test("a word said by both neighbours counts for both", () => {
  expect(scores([[0, 2]])[1]).toBeCloseTo(bm25(1, 2, 2) * (1 - commonLoss / 4), 9);
});

test("WO1: what a whole conversation says counts less, but for one of two passages", () => {
  expect(scores([[0, 1, 2, 3]])[1]).toBeCloseTo(bm25(2, 2, 4) * (1 - commonLoss), 9);
  const two = wordScores(corpusOf([{ thread: "a" }, { thread: "a" }, {}]), [[0, 1]]);
  expect(two.read(0)).toBeGreaterThan(0.5 * Math.log(1 + 1.5 / 2.5));
});

test("terms add up, and the rarer counts more", () => {
  const [rare, common] = [scores([[4]])[4], scores([[0, 1, 4]])[4]];
  expect(rare).toBeGreaterThan(common!);
  expect(scores([[4], [0, 1, 4]])[4]).toBeCloseTo(rare! + common!, 9);
  expect(scores([[], []])).toEqual([0, 0, 0, 0, 0]);
});
