import * as fc from "fast-check";
import { expect, test } from "vitest";
import { faultIn } from "./json-fault.ts";

test.each([
  [`{ "a": x }`, 7],
  [`{ "a": 1, }`, 10],
  [`{ a: 1 }`, 2],
  [`{ "a" 1 }`, 6],
  [`[1, 2`, 5],
  [`[1 2]`, 3],
  [`01`, 1],
  [`"a\nb"`, 0],
  [`{} {}`, 3],
  ["", 0],
])("%j stops being JSON at %i", (text, at) => {
  expect(faultIn(text)).toBe(at);
});

test("nothing is wrong with what the platform reads", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(faultIn(text)).toBe(text.length);
    }),
  );
});

test("what the platform refuses is refused, wherever it is cut", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), (text, n) => {
      const cut = `[${text}`.slice(0, 1 + (n % text.length));
      expect(faultIn(cut)).toBeLessThanOrEqual(cut.length);
    }),
  );
});

test("depth is bounded", () => {
  expect(faultIn("[".repeat(100_000))).toBe(101);
});

test("a text as long as a file may be is no trouble", () => {
  const long = "x\\n".repeat(300_000);
  expect(faultIn(`"${long}`)).toBe(0);
  expect(faultIn(`"${long}"`)).toBe(long.length + 2);
});
