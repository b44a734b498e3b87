import { expect, test } from "vitest";
import { foundIn, meanOf, toldApart } from "./evaluation.ts";

const ten = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

test("EV1: what stands first counts most, and what stands behind the tenth counts nothing", () => {
  expect(foundIn(["a"], ten, ["a"])).toEqual({ at5: 1, at10: 1, ndcg10: 1, packed: 1 });
  expect(foundIn(["b"], ten, [])).toEqual({ at5: 1, at10: 1, ndcg10: 1 / Math.log2(3), packed: 0 });
  expect(foundIn(["f"], ten, [])).toMatchObject({ at5: 0, at10: 1 });
  expect(foundIn(["k"], [...ten, "k"], ["k"])).toEqual({ at5: 0, at10: 0, ndcg10: 0, packed: 1 });
});

test("EV1: of several the share that is found counts, each of them once", () => {
  expect(foundIn(["a", "f", "x", "a"], ten, ["a", "a"])).toMatchObject({
    at5: 1 / 3,
    at10: 2 / 3,
    packed: 1 / 3,
  });
  expect(foundIn(ten.concat("k"), ten, [])).toMatchObject({ ndcg10: 1, at10: 10 / 11 });
});

test("EV2: a mean is one of questions", () => {
  const all = foundIn(["a"], ten, ["a"]);
  const none = foundIn(["x"], ten, []);
  expect(meanOf([all, none])).toEqual({ at5: 0.5, at10: 0.5, ndcg10: 0.5, packed: 0.5 });
  expect(meanOf([])).toEqual({ at5: 0, at10: 0, ndcg10: 0, packed: 0 });
});

test("scores that lie apart tell questions apart, and equal ones do not", () => {
  const high = Array.from({ length: 20 }, (_, i) => 10 + i);
  expect(toldApart(high, [1, 2])).toEqual({ auc: 1, threshold: 12, below: 1 });
  expect(toldApart([3, 3], [3])).toEqual({ auc: 0.5, threshold: 3, below: 0 });
  expect(toldApart([1], [2, 0])).toMatchObject({ auc: 0.5, below: 0.5 });
  expect([toldApart([], [1]), toldApart([1], [])]).toEqual([null, null]);
});
