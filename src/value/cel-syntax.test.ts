import { expect, test } from "vitest";
import { compile } from "./cel.ts";
import { syntaxInWords } from "./cel-syntax.ts";

test.each([
  ["a && && b", `"&&" cannot stand there`],
  ["a + ? b", `"?" cannot stand there`],
  ["a ==", "it ends too early"],
  ["size(a", `")" is missing at its end`],
  ["a ? b)", `":" is missing before ")"`],
  ["a..b", `a name is missing before "."`],
  ["'x", "a quotation mark is not closed"],
  ["a = 1", `"=" must be written "=="`],
  ["a > 1 & b", `"&" must be written "&&"`],
  ["a | b", `"|" must be written "||"`],
  ["a # b", `"#" means nothing there`],
  ["a and b", `two values stand side by side, with nothing such as "&&" or "+" between them`],
  ["siez(a)", `there is no function "siez" that takes this`],
  ["'x'.siez(1)", `there is no function "siez" that takes this`],
  ["1 + 'x'", `there is no operation "int + string"`],
  ["[1 2]", `a number`],
])("%s: %s", (source, words) => {
  expect(() => compile(source)).toThrow(words);
});

test.each("+ - * / % == != < <= > >= && || ! ( ) [ ] { } . , :".split(" "))(
  "a sign is named as it is written: %s",
  (sign) => {
    expect(() => compile(`a.${sign}1`)).toThrow(`a name is missing before "${sign}"`);
  },
);

test("what it does not know is said as it is", () => {
  expect(syntaxInWords("Maximum depth exceeded")).toBe("maximum depth exceeded");
});

test.each([
  "expected RPAREN, got EOF",
  "unexpected token: EOF",
  "unexpected character: #",
  "unexpected character: '#'",
  "unterminated string",
  "found no matching overload for 'size(int)'",
  "no such overload: int + string",
])("only a message that says just this is told in other words: %s", (summary) => {
  const whole = summary.replace(/^[eu]/, (first) => first.toUpperCase());
  expect(syntaxInWords(whole)).not.toBe(summary);
  expect(syntaxInWords(`in a macro: ${whole}`)).toBe(`in a macro: ${whole}`);
  if (!summary.startsWith("no such")) expect(syntaxInWords(`${whole}\n?`)).toBe(`${summary}\n?`);
});
