import * as fc from "fast-check";
import { expect, test } from "vitest";
import { corpusOf } from "../../../test/fixtures/corpus.ts";
import { Column } from "./column.ts";
import { threadScores } from "./thread-scores.ts";

test("a conversation counts by its three best, of which a missing one counts nothing", () => {
  const spoken = fc.record({
    thread: fc.constantFrom("a", "b", ""),
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(spoken), (all) => {
      const corpus = corpusOf(all.map(({ thread }) => ({ thread })));
      const scores = new Column();
      for (const { score } of all) scores.push(score);
      const found = threadScores(corpus, scores, 0.5);
      expect(found.size).toBe(corpus.threads);
      for (const [at, { thread, score }] of all.entries()) {
        const said = all.filter((other) => other.thread === thread).map((other) => other.score);
        const best = thread === "" ? [score] : said.toSorted((a, b) => b - a).slice(0, 3);
        const mean = best.reduce((sum, one) => sum + one, 0) / 3;
        expect(found.read(corpus.thread.read(at))).toBeCloseTo(0.5 * mean, 9);
      }
    }),
  );
});
