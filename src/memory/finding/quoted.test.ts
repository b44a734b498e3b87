import { expect, test } from "vitest";
import { unquoted } from "./quoted.ts";

test("lines that are quoted are another's", () => {
  expect(unquoted("Re: tea\n> Shall we?\n > Or not?\nYes, at 4 > 3.")).toBe(
    "Re: tea\nYes, at 4 > 3.",
  );
  expect(unquoted("Yes.\n> Shall we?")).toBe("Yes.\n");
  expect(unquoted("no quotes")).toBe("no quotes");
});

test("what is nothing but quotes stays", () => {
  expect(unquoted("> Shall we?\n\n")).toBe("> Shall we?\n\n");
});
