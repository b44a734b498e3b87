import { expect, test } from "vitest";
import { read } from "./json-file.ts";

const wrong = (text: string) => {
  const reading = read(text);
  return reading.ok ? null : reading.mistakes[0];
};

test("JSON is read with its places", () => {
  const reading = read(`{\n  "a": "xyz", "n": 1.10\n}`);
  if (!reading.ok) throw new Error("unread");
  expect(reading.source.value).toEqual({ a: "xyz", n: 1.1 });
  expect(reading.source.inside("/a", 1)).toEqual({ line: 2, column: 10 });
});

test("a mistake is shown where it stands", () => {
  expect(wrong(`{\n  "a": x\n}`)).toMatchObject({
    line: 2,
    column: 8,
    remedy: "check quotes, commas and brackets here and on the line above",
  });
  expect(wrong(`{ "a": 1`)).toMatchObject({ line: 1, column: 9 });
  expect(wrong("")).toMatchObject({ line: 1, column: 1 });
});

test("sound JSON that YAML would refuse is read all the same, without its places", () => {
  const reading = read(`{\n\t"a": {\n\t"b":1\n}}\n\n--- `.replace("\n\n--- ", ""));
  expect(reading.ok && reading.source.value).toEqual({ a: { b: 1 } });
  const twice = read(`{ "a": 1, "a": 2 }`);
  expect(twice.ok && twice.source.value).toEqual({ a: 2 });
  expect(twice.ok && twice.source.at("/a")).toEqual({ line: 1, column: 1 });
});

test("bounds hold for JSON too", () => {
  expect(wrong(`${"[".repeat(60)}${"]".repeat(60)}`)?.message).toContain("nested deeper than 40");
});
