import * as fc from "fast-check";
import { expect, test } from "vitest";
import { twiceIn } from "./json-keys.ts";

test.each([
  ['{"a":1,"a":2}', "a"],
  ['{"text":1,"te\\u0078t" : 2}', "text"],
  ['{"a":{"b":1},"c":[{"b":1,"b":2}]}', "b"],
  ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ['{"a":"a","b":["a","a"],"c":{"a":1}}', null],
  ['{"a":"\\"a\\":1,\\\\","b":"{\\"b\\":"}', null],
  ['[["a"],["a"]]', null],
  ['"a:"', null],
])("a name that stands twice in one object is told: %s", (json, name) => {
  expect(twiceIn(json)).toBe(name);
});

test("in what JSON itself wrote no name stands twice", () => {
  fc.assert(fc.property(fc.json(), (json) => twiceIn(JSON.stringify(JSON.parse(json))) === null));
});
