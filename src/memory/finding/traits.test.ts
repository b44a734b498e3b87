import { expect, test } from "vitest";
import { sign, traitsOf } from "./traits.ts";

const flagsOf = (text: string) => traitsOf(text).flags;

test("words and characters are counted", () => {
  expect(traitsOf("Not much, to say.")).toEqual({ words: 4, chars: 17, flags: 0 });
  expect(traitsOf("")).toEqual({ words: 0, chars: 0, flags: 0 });
});

test.each([
  ["How are you? ", sign.asks],
  ["How are you? Fine.", 0],
  ["we left two weeks ago", sign.tellsTime | sign.holdsNumber],
  ["it was in 2019", sign.tellsTime | sign.holdsNumber],
  ["see you on Friday", sign.tellsTime | sign.holdsName],
  ["I went to Rome", sign.holdsName],
  ["We read „Emma“", sign.holdsName],
  ["Emma came. Then I left", 0],
  ["it costs 40 each", sign.holdsNumber],
  ["we meet twice", sign.holdsNumber],
  ["nobody", 0],
  ["no longer red but blue", sign.tellsChange],
  ["Ann took over", sign.tellsChange],
  ["the exchange is open", 0],
  ["> is it 40?\nno", 0],
  ["> is it 40?", sign.holdsNumber | sign.asks],
])("what a text bears: %s", (text, flags) => {
  expect(flagsOf(text)).toBe(flags);
});

test("the name of the one it speaks to is none that it holds", () => {
  for (const text of ["Thanks so much, Ann!", "oh hello, Ann", "dear Ann, it works", "sure, Éva"]) {
    expect(flagsOf(text)).toBe(0);
  }
  expect(flagsOf("hello Ann, I met Bob")).toBe(sign.holdsName);
});
