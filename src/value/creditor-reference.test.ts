import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as reference from "./creditor-reference.ts";
import { mod97 } from "./mod97.ts";

const numbers = fc.stringMatching(/^[0-9A-Z]{1,21}$/);

test("the standard's own example checks", () => {
  expect(reference.valid("RF18 5390 0754 7034")).toBe(true);
  expect(reference.make("539007547034")).toBe("RF18539007547034");
  expect(reference.valid("2026-011")).toBe(false);
});

test("what is made is in capitals, and as long as it may be", () => {
  expect(reference.make("ab-1")).toMatch(/^RF\d{2}AB1$/);
  expect(reference.make("1".repeat(21))).toHaveLength(25);
});

/** A text that begins like this and whose check digits fit. */
const fitting = (start: string, ends = digits(1000)) =>
  ends.map((end) => start + end).find((text) => mod97(text.slice(4) + text.slice(0, 4)) === 1) ??
  "";
const digits = (count: number) =>
  Array.from({ length: count }, (_, i) => String(i).padStart(3, "0"));

test.each(["XX10", "RF1A", "1RF18", "RF1812345678901234567890"])(
  "what begins with %s is no reference, though its check digits fit",
  (start) => {
    expect(mod97(fitting(start).slice(4) + start.slice(0, 4))).toBe(1);
    expect(reference.valid(fitting(start))).toBe(false);
  },
);

test("a number of ours makes a reference that checks, and keeps its digits", () => {
  expect(reference.make("2026-011")).toMatch(/^RF\d{2}2026011$/);
  fc.assert(fc.property(numbers, (number) => reference.valid(reference.make(number))));
});

test("a number that cannot be carried is refused", () => {
  expect(() => reference.make("--")).toThrow(/Cannot make a creditor reference of "--"/);
  expect(() => reference.make("1".repeat(22))).toThrow(/1 to 21 letters or digits/);
});

test("one wrong digit is noticed", () => {
  const right = reference.make("2026011");
  for (let i = 4; i < right.length; i += 1) {
    const wrong = right.slice(0, i) + ((Number(right[i]) + 1) % 10) + right.slice(i + 1);
    expect(reference.valid(wrong)).toBe(false);
  }
});

test("it is read in groups of four", () => {
  expect(reference.groups("rf18539007547034")).toBe("RF18 5390 0754 7034");
});

test.each([
  ["in one piece", "Deposit RF18539007547034 Nordlicht Coffee"],
  ["in groups", "deposit rf18 5390 0754 7034 from Ana"],
  ["behind a tag, before a stop", "SVWZ+RF18539007547034."],
  ["after something that only looks like one", "RF99123 and RF18539007547034"],
  ["broken over lines", "RF18 5390\n0754 7034"],
  ["spaced widely", "RF18  5390   0754 7034"],
  ["before another number", "RF18 5390 0754 7034 2026"],
])("it is found %s", (_, text) => {
  expect(reference.find(text)).toBe("RF18539007547034");
});

test("words that follow are no part of it, though they would fit by chance", () => {
  const grouped = "RF18 5390 0754 7034";
  const joined = grouped.replaceAll(" ", "");
  const letters = digits(1000).map((end) =>
    end.replaceAll(/\d/g, (n) => "ABCDEFGHIJ".charAt(Number(n))),
  );
  const word = fitting(`${joined}X`, letters).slice(joined.length);
  expect(word).toMatch(/^X[A-J]{3}$/);
  expect(reference.find(`${grouped} ${word}`)).toBe(joined);
  const long = fitting(`${joined}12`).slice(joined.length);
  expect(long).toMatch(/^\d{5}$/);
  expect(reference.find(`${grouped} ${long}`)).toBe(joined);
  const short = reference.make("20260");
  const after = fitting(`${short}1`).slice(short.length);
  expect(reference.find(`${reference.groups(short)} ${after}`)).toBe(short);
});

test("groups end with the first one that is short", () => {
  const short = reference.make("20260");
  expect(reference.find(`${reference.groups(short)} 2026`)).toBe(short);
});

test("nothing is found where nothing checks", () => {
  expect(reference.find("Invoice 2026-011, RF00 1234, PERF18539007547034")).toBeNull();
  expect(reference.find("RF18")).toBeNull();
});

test("what was made is found again, however it is written", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{1,21}$/), fc.boolean(), (number, grouped) => {
      const made = reference.make(number);
      const written = grouped ? reference.groups(made) : made;
      return reference.find(`Thanks, ${written} see you`) === made;
    }),
  );
});
