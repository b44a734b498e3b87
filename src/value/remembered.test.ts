import { expect, test } from "vitest";
import { remembered } from "./remembered.ts";

function counting(limit: number) {
  const made: string[] = [];
  const length = remembered(limit, (text) => {
    if (text === "") throw new Error("nothing to make");
    made.push(text);
    return { length: text.length };
  });
  return { made, length };
}

test("a thing is made once for each text, and is the same thing then", () => {
  const { made, length } = counting(2);
  expect(length("ab")).toEqual({ length: 2 });
  expect(length("ab")).toBe(length("ab"));
  expect(length("abc")).toEqual({ length: 3 });
  expect(made).toEqual(["ab", "abc"]);
});

test("beyond the limit the one that came first is forgotten, and made anew", () => {
  const { made, length } = counting(2);
  for (const text of ["a", "b", "a", "c", "b", "c"]) length(text);
  expect(made).toEqual(["a", "b", "c"]);
  length("a");
  expect(made).toEqual(["a", "b", "c", "a"]);
});

test("what could not be made is tried again", () => {
  const { length } = counting(2);
  expect(() => length("")).toThrow("nothing to make");
  expect(() => length("")).toThrow("nothing to make");
});
