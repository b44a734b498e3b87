import { expect, test } from "vitest";
import { ofBytes, ofJson } from "./digest.ts";

test("a digest is the SHA-256 of the bytes, in hexadecimal", () => {
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  expect(ofBytes("abc")).toBe(abc);
  expect(ofBytes(new TextEncoder().encode("abc"))).toBe(abc);
});

test("equal values have equal digests, whatever the order of their keys", () => {
  expect(ofJson({ a: 1, b: 2 })).toBe(ofJson({ b: 2, a: 1 }));
  expect(ofJson({ a: 1, b: 2 })).toBe(ofBytes('{"a":1,"b":2}'));
  expect(ofJson({ a: "1" })).not.toBe(ofJson({ a: 1 }));
});
