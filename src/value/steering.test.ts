import { expect, test } from "vitest";
import { steering } from "./steering.ts";

test("blanks and new lines may stand", () => {
  expect(steering.test("a\tb\nc\r\nd e")).toBe(false);
});

test("what steers a terminal or turns the direction of writing may not", () => {
  for (const each of ["\u001B[2J", "a\rb", "\u0000", "\u202E", "\u2066", "\uD800"]) {
    expect(steering.test(each)).toBe(true);
  }
});
