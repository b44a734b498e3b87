import { expect, test } from "vitest";
import { formsOf, isAside } from "./english.ts";

test("a word that stands in any sentence is told from one that says what it is about", () => {
  expect(["what", "did", "the", "t"].every(isAside)).toBe(true);
  expect(["invoice", "leave", "was2", ""].some(isAside)).toBe(false);
});

test("an irregular word is known in all its forms, from each of them", () => {
  expect(formsOf("bought")).toEqual(["buy", "bought"]);
  for (const form of ["write", "wrote", "written"]) {
    expect(formsOf(form)).toEqual(["write", "wrote", "written"]);
  }
  expect(formsOf("father")).toBe(formsOf("dad"));
  expect(formsOf("invoice")).toEqual(["invoice"]);
});
