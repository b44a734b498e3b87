import { expect, test } from "vitest";
import { fromOutside } from "../value/label.ts";
import { evolve, initial, passageIn } from "./passage.ts";

const said = { id: "m1", author: "Ann", at: 5, thread: "t", text: "Hello" };

test("a passage is kept as it was said", () => {
  const { passage } = evolve(initial, {
    type: "passage.kept",
    data: { at: 5, source: "import" },
    values: { passage: fromOutside(said, "s1") },
  });
  expect(passage).toEqual(said);
});

test("one that was forgotten is none", () => {
  expect(passageIn(undefined)).toBeNull();
  expect(passageIn({ value: null, labels: {}, forgotten: true })).toBeNull();
});

test("a field that is no text says nothing", () => {
  const odd = { ...said, author: null, thread: 3 };
  expect(passageIn(fromOutside(odd, "s1"))).toEqual({ ...said, author: "", thread: "" });
});
