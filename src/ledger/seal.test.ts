import { expect, test } from "vitest";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { subjectSealer } from "./seal.ts";
import { Damaged } from "./store.ts";

const workspaceKey = new Uint8Array(32).fill(1);
const given = (key = workspaceKey) => {
  const keys = new MemoryKeys();
  return { keys, sealer: subjectSealer(key, keys) };
};
const hello = Buffer.from('{"value":"hello","labels":{}}');

test("what is sealed opens again, and shows nothing", () => {
  const { sealer } = given();
  const sealed = sealer.seal("s1", hello);
  expect(Buffer.from(sealed).includes("hello")).toBe(false);
  expect(sealer.open("s1", sealed)).toEqual(hello);
  expect(sealer.open("s1", sealer.seal("s1", new Uint8Array()))).toEqual(Buffer.alloc(0));
});

test("SE2: the same content has the same bytes, other content and other subjects have others", () => {
  const { sealer } = given();
  expect(sealer.seal("s1", hello)).toEqual(sealer.seal("s1", hello));
  expect(sealer.seal("s2", hello)).not.toEqual(sealer.seal("s1", hello));
  const other = sealer.seal("s1", Buffer.from('{"value":"hallo","labels":{}}'));
  // Not only by what differs: the nonce does, so nothing of the key's stream is used twice.
  expect(other.slice(1, 13)).not.toEqual(sealer.seal("s1", hello).slice(1, 13));
});

test("SE3: what is about nobody, and what was recorded plain, is read as it stands", () => {
  const { sealer } = given();
  expect(sealer.seal(null, hello)).toBe(hello);
  expect(sealer.open(null, hello)).toBe(hello);
  expect(sealer.open("s1", hello)).toBe(hello);
});

test("SE4: under a destroyed key nothing is read, kept or compared", async () => {
  const { sealer } = given();
  const before = sealer.seal("s1", hello);
  await sealer.forget("s1", 7);
  expect(sealer.open("s1", before)).toBeNull();
  const after = sealer.seal("s1", hello);
  expect(after).toHaveLength(1);
  expect(sealer.open("s1", after)).toBeNull();
  expect(sealer.fingerprint("s1", "a")).toBe(sealer.fingerprint("s1", "b"));
});

test("SE4: a destroyed key is used by no one who held it before", async () => {
  const { keys, sealer } = given();
  const sealed = sealer.seal("s1", hello);
  await keys.destroy("s1", 7);
  expect(sealer.open("s1", sealed)).toBeNull();
});

test("SE5: a missing key, another key and changed bytes are Damaged, and name the remedy", () => {
  const { sealer } = given();
  const sealed = sealer.seal("s1", hello);
  const lost = given().sealer;
  expect(() => lost.open("s1", sealed)).toThrow(Damaged);
  expect(() => lost.open("s1", sealed)).toThrow(
    'Cannot read what is sealed for subject "s1": its key is missing; stop, keep this folder, and restore the newest backup, which brings the keys back, with "mainstay restore --aside"',
  );
  lost.seal("s1", hello);
  expect(() => lost.open("s1", sealed)).toThrow("its key is not the one it was sealed with");
  for (let at = 1; at < sealed.length; at += 1) {
    const spoilt = Buffer.from(sealed);
    spoilt[at] = (spoilt[at] ?? 0) ^ 1;
    expect(() => sealer.open("s1", spoilt)).toThrow(Damaged);
  }
  expect(() => sealer.open("s1", sealed.slice(0, 20))).toThrow(Damaged);
});

test("a fingerprint is stable, and differs by key, by subject and by text", () => {
  const { sealer } = given();
  const prints = [
    sealer.fingerprint(null, "ana@nordlicht.example"),
    sealer.fingerprint("s1", "ana@nordlicht.example"),
    sealer.fingerprint("s2", "ana@nordlicht.example"),
    sealer.fingerprint(null, "ben@nordlicht.example"),
    given(new Uint8Array(32).fill(2)).sealer.fingerprint(null, "ana@nordlicht.example"),
  ];
  expect(new Set(prints).size).toBe(prints.length);
  expect(sealer.fingerprint("s1", "ana@nordlicht.example")).toBe(prints[1]);
  expect(prints[0]).toMatch(/^[0-9a-f]{64}$/);
});

test("a short workspace key is refused", () => {
  expect(() => given(new Uint8Array(8))).toThrow(
    "Cannot use the workspace key: it has 8 bytes, 32 are needed",
  );
});
