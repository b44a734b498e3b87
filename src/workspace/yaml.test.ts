import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maxBytes, read } from "./yaml.ts";

const valueOf = (text: string) => {
  const reading = read(text);
  return reading.ok ? reading.source.value : reading.mistakes;
};
const wrong = (text: string) => {
  const reading = read(text);
  return reading.ok ? null : reading.mistakes[0];
};

test("it reads maps, lists and scalars as JSON", () => {
  expect(valueOf(`a: [1, 0.5, true, null, x, "0900"]\nb: { c: -3 }\n`)).toEqual({
    a: [1, 0.5, true, null, "x", "0900"],
    b: { c: -3 },
  });
});

test("it knows where each value and key stands", () => {
  const reading = read(`a:\n  - b: "xyz"\n    c: plain\n`);
  if (!reading.ok) throw new Error("unread");
  const { source } = reading;
  expect(source.keyAt("/a/0/c")).toEqual({ line: 3, column: 5 });
  expect(source.at("/a/0/c")).toEqual({ line: 3, column: 8 });
  expect(source.inside("/a/0/b", 2)).toEqual({ line: 2, column: 11 });
  expect(source.inside("/a/0/c", 2)).toEqual({ line: 3, column: 10 });
});

test("the place of what is missing is the place of what it is missing from", () => {
  const reading = read(`a:\n  b: 1\n`);
  if (!reading.ok) throw new Error("unread");
  expect(reading.source.at("/a/x/y")).toEqual({ line: 2, column: 3 });
  expect(reading.source.inside("/a/x", 4)).toEqual({ line: 2, column: 3 });
});

test("a text that runs over lines is known by its beginning", () => {
  const reading = read(`a: |\n  one\n  two\n`);
  if (!reading.ok) throw new Error("unread");
  expect(reading.source.inside("/a", 5)).toEqual({ line: 1, column: 4 });
});

test.each([
  ["1.10", "the number 1.1"],
  ["0900", "the number 900"],
  ["0x1F", "the number 31"],
  ["1e3", "the number 1000"],
  ["1_000", "a number"],
  ["12:30", "a number in base 60"],
  ["no", "true or false"],
  ["Yes", "true or false"],
  ["on", "true or false"],
  ["OFF", "true or false"],
  [".inf", "something that is no number"],
])("YA2: %s must be quoted", (written, other) => {
  expect(wrong(`first: 1\nkey: ${written}\n`)).toEqual({
    line: 2,
    column: 6,
    message: `Cannot read ${written}: unquoted, it can be taken for ${other}`,
    remedy: `quote it: "${written}"`,
  });
  expect(valueOf(`key: "${written}"\n`)).toEqual({ key: written });
});

test("YA2: words such as on and no are fine as keys", () => {
  expect(valueOf(`{ on: a, no: b, 1: c }`)).toEqual({ on: "a", no: "b", "1": "c" });
});

test.each([
  ["a: {{ event }}", `text with "{{" must be quoted`, `quote it: "{{ … }}"`],
  ["a: 1\na: 2", `the key "a" stands twice`, "remove one of them"],
  ["a:\n\t- 1", "indented with a tab", "indent with spaces"],
  ["a: 1\n---\nb: 2", "several documents", "put each in a file of its own"],
  ["a: !secret x", `"!secret": tags are not used`, "leave the tag out"],
  ["? [a]\n: 1", "a key must be text", `write a plain word before the ":"`],
  ["a: *nothing", `the alias "*nothing"`, "write it out"],
  ["a: [1, 2\nb: 1", `Cannot read this as YAML: a "[" above is not closed`, `close it with "]"`],
  ["a: {b: 1\nc: 2", `a "{" above is not closed`, `close it with "}"`],
  ["a: 'x\nb: 2", "a quotation mark above is not closed", "close it"],
  ["a: b: c", `one ":" too many`, "quote a text"],
  ["a: 1\n b: 2", `one ":" too many`, "indentation of the next line"],
  ["steps:\n- x\n  y: 1", `"x" lacks a ":"`, `write "x: …"`],
  ["a: 1\nb", `"b" lacks a ":"`, `write "b: …"`],
  ["a:\n  b: 1\n c: 2", "does not stand below those before it", "indentation"],
  ["a: @x", `a text cannot begin with "@"`, "quote it"],
  ["a: ]", `"]" cannot stand here`, "check quotes, brackets and indentation"],
  [`a: "\\q"`, `"\\q"" is no character`, "for a backslash"],
  ["a: *", "Alias cannot be an empty string", "check quotes, brackets and indentation"],
  ["", "it is empty", "fill it or delete it"],
  ["__proto__: 1", `Cannot use the key "__proto__"`, "rename it"],
])("%j is refused with a remedy", (text, message, remedy) => {
  const found = wrong(text);
  expect(found?.message).toContain(message);
  expect(found?.remedy).toContain(remedy);
  expect(found?.line).toBeGreaterThan(0);
});

test("YA3: a file of more than 1 MB is refused before it is parsed", () => {
  expect(wrong("a".repeat(maxBytes + 1))?.message).toContain("larger than 1 MB");
});

test.each(["[".repeat(100_000), "- ".repeat(50_000), `${"[".repeat(60)}${"]".repeat(60)}`])(
  "YA3: deep nesting is refused (%#)",
  (text) => {
    expect(wrong(text)?.message).toContain("nested deeper than 40 levels");
  },
);

test("YA3: aliases that grow without bound are refused", () => {
  const names = "abcdefg".split("");
  const lines = names.map((name, i) => {
    const items = i === 0 ? "x" : `*${names[i - 1]}`;
    return `${name}: &${name} [${Array(10).fill(items).join(", ")}]`;
  });
  expect(wrong(lines.join("\n"))?.message).toContain("with its aliases it grows beyond 20000");
});

test("an alias within bounds is written out", () => {
  expect(valueOf(`a: &x { b: 1 }\nc: *x\n`)).toEqual({ a: { b: 1 }, c: { b: 1 } });
});

test("YA1: it never throws, whatever the text", () => {
  const pieces = fc.constantFrom(
    "a",
    ":",
    " ",
    "\n",
    "-",
    "[",
    "]",
    "{",
    "}",
    "&",
    "*",
    "!",
    "\t",
    '"',
    "'",
    "|",
    ">",
    "#",
    "%",
    "?",
    "~",
    "0",
    ".",
    ",",
    "\u0000",
    "\ud800",
    "é",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (given) => {
      const reading = read(given);
      if (reading.ok)
        expect(JSON.parse(JSON.stringify(reading.source.value))).toEqual(reading.source.value);
      else expect(reading.mistakes.every((m) => m.line > 0 && m.remedy !== "")).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
