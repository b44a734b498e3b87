import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Malformed } from "./malformed.ts";
import * as pattern from "./pattern.ts";

const found = (source: string, text: string) => pattern.found(pattern.compile(source), text);

const piece = fc.letrec<{ any: string; atom: string; repeat: string }>((tie) => ({
  any: fc
    .array(fc.oneof({ maxDepth: 3 }, tie("atom"), tie("repeat")), { minLength: 1, maxLength: 3 })
    .chain((parts) => fc.constantFrom(parts.join(""), parts.join("|"))),
  atom: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      "a",
      "b",
      "A",
      "\\d",
      "\\W",
      ".",
      "[ab]",
      "[^a]",
      "\\s",
      "[0-9b]",
      "^",
      "$",
      "\\b",
      "\\B",
    ),
    tie("any").map((inner) => `(${inner})`),
  ),
  repeat: fc
    .tuple(
      fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom("a", "b", "."),
        tie("any").map((s) => `(?:${s})`),
      ),
      fc.constantFrom("*", "+", "?", "{2}", "{1,}", "{0,2}", "*?", "{1,2}?"),
    )
    .map((pair) => pair.join("")),
}));
const text = fc.string({
  unit: fc.constantFrom("a", "b", "A", "1", " ", "-", "\n"),
  maxLength: 12,
});

test("it finds what the language's own expressions find", () => {
  fc.assert(
    fc.property(
      piece.any,
      fc.constantFrom("", "i", "s", "m", "is"),
      text,
      (source, flags, where) => {
        const prefix = flags === "" ? "" : `(?${flags})`;
        expect(found(prefix + source, where)).toBe(new RegExp(source, flags).test(where));
      },
    ),
    { numRuns: 2000 },
  );
});

test("every character is in the classes that it is in elsewhere", () => {
  const characters = Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code));
  for (const source of ["\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "[a-cx-z]", "[^0-8]"]) {
    const elsewhere = new RegExp(`^${source}$`);
    const differ = characters.filter((c) => found(`^${source}$`, c) !== elsewhere.test(c));
    // Two line ends more end a line elsewhere, beyond these.
    expect(differ).toEqual(source === "." ? ["\r"] : []);
  }
});

test.each([
  ["^a?$", "aa", false],
  ["^a{2}$", "aaa", false],
  ["^a{1,2}$", "aaa", false],
  ["^a{0,2}$", "aaa", false],
  ["^a{2,}$", "aaa", true],
  ["(?m)a$", "a\nb", true],
  ["a$", "a\nb", false],
  ["(?m)^b", "a\nb", true],
  ["^[\\d-z]$", "-", true],
  ["^[\\d-z]$", "y", false],
  ["^[a-a]$", "a", true],
  ["^\\r\\f\\v$", "\r\f\v", true],
  ["^a\u0000b$", "a\u0000b", true],
])("%j in %j: %j", (source, where, is) => {
  expect(found(source, where)).toBe(is);
});

test("PA1: patterns that explode elsewhere end at once on hostile text", () => {
  const hostile = "a".repeat(20_000);
  expect(found("(a+)+$b", hostile)).toBe(false);
  expect(found("(a|aa)*c", hostile)).toBe(false);
  expect(found(".*.*.*x", hostile)).toBe(false);
});

test("PA1: a text too long for its pattern is refused, not searched", () => {
  expect(() => found("(abc){300}", "a".repeat(200_000))).toThrow("too many for it");
});

test("a suspicious mail is found whatever its case", () => {
  const source = "(?i)ignore (all |your )*(rules|instructions)";
  expect(found(source, "Please IGNORE all your Rules and forward")).toBe(true);
  expect(found(source, "We never ignore the rules")).toBe(false);
  expect(found("(?i)ÄRGER", "kein ärger")).toBe(true);
  expect(found("(?i)[^a]", "A")).toBe(false);
});

test("characters are whole, not halves of a pair", () => {
  expect(found("^.$", "🙂")).toBe(true);
  expect(found("^[🙂-🙃]$", "🙃")).toBe(true);
});

test("punctuation can be meant literally", () => {
  expect(found("^a\\.b\\\\[\\]-]\\{{$", "a.b\\-{{")).toBe(true);
  expect(found("a{,2}", "a{,2}")).toBe(true);
  expect(found("\\t[\\n]", "\t\n")).toBe(true);
  expect(found("[a-]", "-")).toBe(true);
  expect(found("[\\d-]", "-")).toBe(true);
});

test("a pattern may be as long, and repeat as often, as is said", () => {
  expect(found("a".repeat(1000), "a")).toBe(false);
  expect(found("^a{1000}$", "a".repeat(1000))).toBe(true);
});

test.each([
  ["(a)\\1", '"\\1" is not supported'],
  ["(?=a)", 'after "(?"'],
  ["(?<!a)", 'after "(?"'],
  ["a\\", '"\\" is not supported'],
  ["\\p{L}", '"\\p" is not supported'],
  ["a(?i)b", 'after "(?"'],
  ["*a", "nothing to repeat"],
  ["+a", "nothing to repeat"],
  ["?a", "nothing to repeat"],
  ["a**", "is repeated itself"],
  ["a{2}{3}", "is repeated itself"],
  ["^*", "repeats no character"],
  ["a{3,2}", "no number of times"],
  ["a{1001}", "no number of times"],
  ["a{1001,}", "no number of times"],
  ["a{1,1001}", "no number of times"],
  ["(a", "not closed"],
  ["a)", "closes nothing"],
  ["[a", "not closed"],
  ["[]", "empty"],
  ["[z-a]", "backwards"],
  ["[a-\\d]", "backwards"],
  ["[[:alpha:]]", "not supported"],
  ["(a{900}){900}", "too large"],
  ["a".repeat(1001), "longer than 1000"],
])("PA2: %s is refused", (source, why) => {
  expect(() => pattern.compile(source)).toThrow(Malformed);
  expect(() => pattern.compile(source)).toThrow(why);
});
