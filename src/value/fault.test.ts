import { expect, test } from "vitest";
import { expected, kept } from "./fault.ts";
import { Malformed } from "./malformed.ts";

test("only the expected kind of error is handed over, any other goes on up", () => {
  const malformed = new Malformed("Cannot read it");
  expect(expected(Malformed, malformed)).toBe(malformed);
  const fault = new TypeError("x is not a function");
  expect(() => expected(Malformed, fault)).toThrow(fault);
  expect(() => expected(Malformed, "thrown text")).toThrow("thrown text");
});

test("what was kept is found, and what was not is a fault", () => {
  const map = new Map([["a", 0]]);
  expect(kept(map, "a")).toBe(0);
  expect(() => kept(map, "b")).toThrow('Cannot find "b": it was never kept');
});
