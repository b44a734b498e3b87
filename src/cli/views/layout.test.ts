import * as fc from "fast-check";
import { expect, test } from "vitest";
import { clean, clip, ends, hang, pad, table, width, wrap, wrapPaths } from "./layout.ts";

test("LA1: what steers a terminal or turns the direction of text is removed, everywhere in a value", () => {
  const dirty = {
    title: "a\u001B[2Jb\u202Ec\r\n\td\u0007",
    list: ["\u009B31mx"],
    n: 1,
    none: null,
  };
  expect(clean(dirty)).toEqual({ title: "a[2Jbc\n  d", list: ["31mx"], n: 1, none: null });
});

test("LA2: width counts cells: wide letters two, marks on a letter none", () => {
  expect([width("abc"), width("日本"), width("e\u0301"), width("👩‍👩‍👧")]).toEqual([3, 4, 1, 2]);
  expect(pad("日本", 6)).toBe("日本  ");
  expect(clip("日本語", 4)).toBe("日…");
});

test("clipping makes one line and shows that something was cut", () => {
  expect(clip("two\n lines here", 9)).toBe("two line…");
});

test("text behind a label keeps its own column", () => {
  expect(hang("Do  ", "put the file there", 14)).toEqual(["Do  put the", "    file there"]);
});

test("two ends of a line stand below each other where they do not fit", () => {
  expect(ends("left", "right", 11)).toEqual(["left  right"]);
  expect(ends("left", "right", 10)).toEqual(["left", "right"]);
});

test("columns are as wide as their widest cell, the last one wraps", () => {
  const rows = [
    ["1", "one", "first of all"],
    ["22", "two", "second"],
  ];
  expect(table(rows, 16)).toEqual(["1   one  first", "         of all", "22  two  second"]);
});

test("LA3: where little room is left beside, text stands below, and wide columns give way", () => {
  expect(hang("  Nordlicht Coffee  ", "a long preference", 24)).toEqual([
    "  Nordlicht Coffee",
    "      a long preference",
  ]);
  const rows = [
    ["104", "Nordlicht Coffee", "Packaging for 4 blends", "no action (a newsletter)"],
    ["7", "Ana", "A logo", ""],
  ];
  expect(table(rows, 40)).toEqual([
    "104  Nordlicht Coffee  Packaging for 4…",
    "     no action (a newsletter)",
    "7    Ana               A logo",
  ]);
  const brief = rows.map((row) => row.with(3, "done"));
  expect(table(brief, 53)[0]).toBe("104  Nordlicht Coffee  Packaging for 4 blends  done");
});

test("LA3: no row is wider than it may be, however little room there is", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "bc", " ", "日"), maxLength: 30 });
  const rows = fc.array(fc.array(cell, { minLength: 3, maxLength: 3 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 60 }), (rows, to) =>
      table(rows, to, { indent: 2 }).every((line) => width(line.trimEnd()) <= to),
    ),
  );
});

test("a path in quotes stays whole where words are wrapped", () => {
  const file = '"objects/8a/8aeb 553d.age"';
  expect(wrapPaths(`Cannot use ${file} any more`, 12)).toEqual(["Cannot use", file, "any more"]);
  expect(wrapPaths("aaaaaaaaaaaaaaaa b\nc", 12)).toEqual(["aaaaaaaaaaaa", "aaaa b", "c"]);
});

test("a word as long as a file is wrapped while she waits", () => {
  const began = performance.now();
  expect(wrap("x".repeat(1_000_000), 80)).toHaveLength(12_500);
  expect(wrapPaths("é".repeat(1_000_000), 80)).toHaveLength(12_500);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test("no wrapped line is too wide, and no letter is lost", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "bc", " ", "日", "\n", "e\u0301") });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 20 }), (text, to) => {
      const lines = wrap(text, to);
      const letters = (s: string) => s.replaceAll(/\s/g, "");
      return (
        letters(lines.join("")) === letters(text) &&
        lines.every((line) => width(line.trimEnd()) <= to)
      );
    }),
  );
});
