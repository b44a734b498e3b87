import * as fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, equal, isObject, textOf, textsIn, type Json } from "./json.ts";

const json = fc.jsonValue().map((value) => value as Json);

test("lists, nothing and plain values are no objects", () => {
  expect([{}, [], null, 1, "x", true, undefined].map(isObject)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("only text has a text", () => {
  expect(["x", 1, null, undefined, ["x"]].map(textOf)).toEqual(["x", "", "", "", ""]);
});

test("the order of keys does not matter, that of items does", () => {
  expect(equal({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 })).toBe(true);
  expect(equal([1, 2], [2, 1])).toBe(false);
});

test.each<[Json, Json]>([
  [1, "1"],
  [null, {}],
  [[], {}],
  [{}, []],
  [[1], [1, 2]],
  [[1, 2], [1]],
  [{ a: 1 }, { a: 1, b: 2 }],
  [{ a: 1 }, { b: 1 }],
  [{ a: 1 }, { a: 2 }],
  [{ a: 1 }, 1],
])("%j and %j are not equal", (a, b) => {
  expect(equal(a, b)).toBe(false);
});

test("keys that every object inherits are keys like any other", () => {
  const proto = JSON.parse('{"__proto__": {}}') as Json;
  expect(equal(proto, { a: 1 })).toBe(false);
  expect(equal({ a: 1 }, proto)).toBe(false);
  expect(equal(proto, JSON.parse('{"__proto__": {}}') as Json)).toBe(true);
  expect(canonical(proto)).toBe('{"__proto__":{}}');
});

test("RFC 8785: keys are sorted by UTF-16 code units, numbers written as ECMAScript does", () => {
  expect(canonical({ "\u20ac": 1, "\r": 2, "1": 3, "\ud83d\ude00": 4, "\ufb33": 5 })).toBe(
    '{"\\r":2,"1":3,"\u20ac":1,"\ud83d\ude00":4,"\ufb33":5}',
  );
  expect(canonical([1e21, 1e-7, -0, Number("333333333.33333329"), true, null, '\u0007"\\'])).toBe(
    '[1e+21,1e-7,0,333333333.3333333,true,null,"\\u0007\\"\\\\"]',
  );
});

test("a member that is undefined is not written", () => {
  const value: Record<string, unknown> = { a: 1, b: undefined };
  expect(canonical(value as Json)).toBe('{"a":1}');
});

test("equal values have equal text, and equal text is of equal values", () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(equal(a, b)).toBe(canonical(a) === canonical(b));
      expect(equal(a, a)).toBe(true);
      expect(equal(a, JSON.parse(canonical(a)) as Json)).toBe(true);
    }),
  );
});

test("the order in which keys were written changes neither equality nor text", () => {
  const shuffled = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner)] as const);
    return Object.fromEntries(entries.toReversed());
  };
  fc.assert(
    fc.property(json, (value) => {
      expect(equal(value, shuffled(value))).toBe(true);
      expect(canonical(shuffled(value))).toBe(canonical(value));
    }),
  );
});

test("the texts of a value come in their order, without names of fields", () => {
  expect(textsIn({ a: "x", b: [1, "y", { c: "z" }], d: null })).toEqual(["x", "y", "z"]);
});
