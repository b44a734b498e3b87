import { expect, test } from "vitest";
import { plainSealer } from "./seal.ts";

const key = new Uint8Array(32).fill(1);
const sealer = plainSealer(key);

test("what is sealed opens again", () => {
  const bytes = Buffer.from("hello");
  expect(sealer.open("s1", sealer.seal("s1", bytes))).toEqual(bytes);
});

test("a fingerprint is stable, and differs by key, by subject and by text", () => {
  const prints = [
    sealer.fingerprint(null, "ana@nordlicht.example"),
    sealer.fingerprint("s1", "ana@nordlicht.example"),
    sealer.fingerprint("s2", "ana@nordlicht.example"),
    sealer.fingerprint(null, "ben@nordlicht.example"),
    plainSealer(new Uint8Array(32).fill(2)).fingerprint(null, "ana@nordlicht.example"),
  ];
  expect(new Set(prints).size).toBe(prints.length);
  expect(sealer.fingerprint("s1", "ana@nordlicht.example")).toBe(prints[1]);
  expect(prints[0]).toMatch(/^[0-9a-f]{64}$/);
});

test("a short key is refused", () => {
  expect(() => plainSealer(new Uint8Array(8))).toThrow(
    "Cannot use the workspace key: it has 8 bytes, 32 are needed",
  );
});
