import { expect, test } from "vitest";
import { piecesOf, without } from "./pieces.ts";

test("a text comes apart at lines and at ends of sentences, and what stands around is left out", () => {
  expect(piecesOf("Hello  Ana,\n\n Thank you. We print in May!\nat 5.30 pm. then")).toEqual([
    "Hello Ana,",
    "Thank you.",
    "We print in May!",
    "at 5.30 pm. then",
  ]);
});

test("a letter alone, or a page without an end, is no piece", () => {
  expect(piecesOf(`a\n${"x".repeat(301)}`)).toEqual([]);
});

test("what others lack is named once", () => {
  expect(without(["aa", "bb", "aa"], ["bb"])).toEqual(["aa"]);
});
