import { expect, test } from "vitest";
import { shellWord } from "./shell.ts";

test("what a shell takes as one word stays as it is; anything else is quoted", () => {
  expect(shellWord("/media/usb/studio-1")).toBe("/media/usb/studio-1");
  expect(shellWord("my backups")).toBe("'my backups'");
  expect(shellWord("Ana's $HOME")).toBe(`'Ana'\\''s $HOME'`);
  expect(shellWord("")).toBe("''");
});
