import { expect, test } from "vitest";
import { MemoryKeys } from "../store/memory/memory-keys.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { ofBytes } from "../value/digest.ts";
import { subjectSealer } from "./seal.ts";
import { blobOf, sealedFiles } from "./sealed-files.ts";
import { Damaged } from "./store.ts";

const given = (keyOf = 1) => {
  const store = new MemoryStore();
  const sealer = subjectSealer(new Uint8Array(32).fill(keyOf), new MemoryKeys());
  return { store, files: sealedFiles(store, sealer) };
};
const letter = new TextEncoder().encode("Dear Clara, ".repeat(1_000));

test("SF1: a file is read again by its reference, and its blob shows nothing of it", async () => {
  const { store, files } = given();
  const reference = await files.put(letter);
  expect(reference).toMatch(/^[0-9a-f]{128}$/);
  expect(new Uint8Array((await files.get(reference)) ?? [])).toEqual(letter);
  const stored = Buffer.from((await store.getBlob(blobOf(reference))) ?? []);
  expect(stored.includes("Clara")).toBe(false);
  expect(ofBytes(stored)).toBe(reference.slice(0, 64));
  const none = await files.put(new Uint8Array());
  expect(await files.get(none)).toHaveLength(0);
});

test("SF2: the same file is kept once, in another workspace as another blob", async () => {
  const { files } = given();
  const reference = await files.put(letter);
  expect(await files.put(letter)).toBe(reference);
  expect(await given(2).files.put(letter)).not.toBe(reference);
});

test("SF3: a plain blob is read by its digest; what is not there is null", async () => {
  const { store, files } = given();
  expect(await files.get(await store.putBlob(letter))).toEqual(letter);
  expect(await files.get("0".repeat(64))).toBeNull();
  expect(await files.get("0".repeat(128))).toBeNull();
  await expect(files.get("../etc")).rejects.toThrow(
    'Cannot find a file: "../etc" is no reference to one',
  );
});

test("SF4: a blob that the reference does not open is Damaged", async () => {
  const { store, files } = given();
  const reference = await files.put(letter);
  const other = `${reference.slice(0, 64)}${"0".repeat(64)}`;
  await expect(files.get(other)).rejects.toThrow(Damaged);
  const short = await store.putBlob(new Uint8Array(3));
  await expect(files.get(short + reference.slice(64))).rejects.toThrow(Damaged);
});
