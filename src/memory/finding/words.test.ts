import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isWord } from "../../value/word.ts";
import { stemsIn, wordsIn } from "./words.ts";

test("WD1: words are told apart by letters and digits alone", () => {
  expect(wordsIn(`The "Blue" logo (v2), Ana's -tea* AND box:5`)).toEqual([
    "the",
    "blue",
    "logo",
    "v2",
    "ana",
    "s",
    "tea",
    "and",
    "box",
    "5",
  ]);
  expect(wordsIn("Ｇröße STRASSE i\u0302le café İ")).toEqual([
    "große",
    "strasse",
    "ile",
    "cafe",
    "i",
  ]);
  expect(wordsIn("каталог 目录 ٢٠٢٦")).toEqual(["каталог", "目录", "٢٠٢٦"]);
  expect(wordsIn("a\u0000b\u202Ec\ud800d")).toEqual(["a", "b", "c", "d"]);
  expect(wordsIn("")).toEqual([]);
});

test("WD1: a vowel or a syllable of another script is no accent", () => {
  expect(wordsIn("हिन्दी ไทย 한국어 مُحَمَّد")).toEqual(["हिन्दी", "ไทย", "한국어", "محمد"]);
});

test("WD2: what is too long for a word is none", () => {
  expect(wordsIn(`a ${"x".repeat(64)} ${"y".repeat(65)} b`)).toEqual(["a", "x".repeat(64), "b"]);
});

test("WD3: words that differ in an English ending have one stem", () => {
  expect(stemsIn("Painting the paintings she painted")).toEqual([
    "paint",
    "the",
    "paint",
    "she",
    "paint",
  ]);
  expect(stemsIn("Rechnungen 1900 каталог")).toEqual(["rechnungen", "1900", "каталог"]);
});

/** Lone surrogates among them. */
const anyCharacter = fc.integer({ min: 0, max: 0x2ffff }).map((code) => String.fromCodePoint(code));

test("whatever a text holds, its words are words, and read again they are the same", () => {
  fc.assert(
    fc.property(
      fc.array(anyCharacter, { maxLength: 80 }).map((all) => all.join("")),
      (text) => {
        const words = wordsIn(text);
        expect(words.every(isWord)).toBe(true);
        expect(wordsIn(words.join(" "))).toEqual(words);
        expect(stemsIn(text).every(isWord)).toBe(true);
      },
    ),
  );
});
