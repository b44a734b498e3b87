import * as fc from "fast-check";
import { expect, test } from "vitest";
import { escape, get, join, parse, within } from "./pointer.ts";

/** The example document of RFC 6901. */
const document = {
  foo: ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "m~n": 8,
};

test.each([
  ["", document],
  ["/foo", ["bar", "baz"]],
  ["/foo/0", "bar"],
  ["/", 0],
  ["/a~1b", 1],
  ["/c%d", 2],
  ["/m~0n", 8],
])('RFC 6901: "%s" is found', (pointer, value) => {
  expect(get(document, pointer)).toEqual(value);
});

test.each([
  "/foo/2",
  "/foo/-",
  "/foo/",
  "/foo/01",
  "/foo/1e0",
  "/none",
  "/foo/0/x",
  "/constructor",
])('"%s" names nothing', (pointer) => {
  expect(get(document, pointer)).toBeUndefined();
});

test("positions are whole numbers of any length", () => {
  const list = Array.from({ length: 120 }, (_, i) => i);
  for (const i of [7, 10, 99, 119]) expect(get(list, `/${i}`)).toBe(i);
});

test("joining escapes keys and writes positions", () => {
  expect(join("", "a/b")).toBe("/a~1b");
  expect(join("/x", 3)).toBe("/x/3");
  expect(escape("~1")).toBe("~01");
});

test("a pointer is within itself and its ancestors, not within a namesake", () => {
  expect(within("/a/b", "/a")).toBe(true);
  expect(within("/a", "/a")).toBe(true);
  expect(within("/ab", "/a")).toBe(false);
  expect(within("/a", "")).toBe(true);
});

test("keys joined to a pointer are parsed from it again", () => {
  const keys = fc.array(fc.oneof(fc.string(), fc.constantFrom("~", "/", "~1", "~0", "")));
  fc.assert(
    fc.property(keys, (path) => {
      expect(parse(path.reduce<string>(join, ""))).toEqual(path);
    }),
  );
});

test("what stands at a key is found by the pointer to it", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.integer(), { noNullPrototype: true }), (object) => {
      for (const [key, value] of Object.entries(object)) {
        expect(get(object, join("", key))).toBe(value);
        expect(get([object], join("/0", key))).toBe(value);
      }
    }),
  );
});
