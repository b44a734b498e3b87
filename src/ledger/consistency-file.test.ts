import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { batch, event } from "../../test/fixtures/batch.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { originOf, textOf } from "./checkpoint.ts";
import { checkConsistency, consistencyText, isConsistency } from "./consistency-file.ts";
import { NoteInvalid, signNote, verifierOf } from "./note.ts";
import { consistency, rootAt } from "./proof.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const origin = originOf("w1");
const signer = verifierOf(origin, privateKey);

async function storeOf(size: number, stream = "s"): Promise<MemoryStore> {
  const store = new MemoryStore();
  const events = Array.from({ length: size }, (_, i) => event(i + 1, stream, i + 1));
  await store.commit(batch(events, { rows: [] }));
  return store;
}

const signed = async (store: MemoryStore, size: number, name = origin) =>
  signNote(textOf({ origin: name, size, root: await rootAt(store, size) }), name, privateKey);

async function proofOf(from: number, to: number): Promise<string> {
  const store = await storeOf(to);
  return consistencyText({
    path: await consistency(store, from, to),
    older: await signed(store, from),
    newer: await signed(store, to),
  });
}

const said = (text: string, trusted = [signer]) => {
  try {
    checkConsistency(text, trusted);
    return "";
  } catch (error) {
    expect(error).toBeInstanceOf(NoteInvalid);
    return String(error);
  }
};

test("two checkpoints and their proof stand alone", async () => {
  for (const [from, to] of [
    [1, 2],
    [100, 300],
    [256, 300],
    [300, 300],
  ] as const) {
    const text = await proofOf(from, to);
    expect(isConsistency(text)).toBe(true);
    expect(checkConsistency(text, [signer])).toMatchObject({
      older: { size: from, origin },
      newer: { size: to, origin },
      by: signer,
    });
  }
});

test("another history, exchanged notes or another company prove nothing, and why is said", async () => {
  const store = await storeOf(300);
  const fork = await storeOf(300, "t");
  const path = await consistency(store, 100, 300);
  const [older, newer] = [await signed(store, 100), await signed(store, 300)];
  const of = (proof: Parameters<typeof consistencyText>[0]) => said(consistencyText(proof));
  expect(of({ path, older, newer: await signed(fork, 300) })).toMatch(/they are two histories/);
  expect(of({ path, older: await signed(fork, 100), newer })).toMatch(/begins with that of 100/);
  expect(of({ path, older: newer, newer: older })).toMatch(/they are two histories/);
  expect(of({ path: path.slice(1), older, newer })).toMatch(/they are two histories/);
  expect(of({ path: [...path, path[0]!], older, newer })).toMatch(/they are two histories/);
  expect(of({ path, older: older.replace("\n100\n", "\n101\n"), newer })).toMatch(
    /of its older checkpoint: its signature does not fit/,
  );
  const stranger = generateKeyPairSync("ed25519").privateKey;
  const text = textOf({ origin, size: 300, root: await rootAt(store, 300) });
  expect(of({ path, older, newer: signNote(text, origin, stranger) })).toMatch(
    /of its newer checkpoint: it is signed by/,
  );
  const w2 = verifierOf(originOf("w2"), privateKey);
  const two = { path, older, newer: await signed(store, 300, originOf("w2")) };
  expect(said(consistencyText(two), [signer, w2])).toMatch(/of two companies/);
});

test("what is no such proof says so, whatever it is", async () => {
  const proof = await proofOf(100, 300);
  for (const text of ["", "{}", "[1]", proof.slice(0, -9), proof.replace("older", "old")]) {
    expect(said(text)).toMatch(/it is no proof, or only a part of one; make one with/);
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(proof.length - 1), fc.nat(255), async (at, byte) => {
      const text = proof.slice(0, at) + String.fromCharCode(byte) + proof.slice(at + 1);
      expect(
        text === proof ||
          said(text) !== "" ||
          JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(proof)),
      ).toBe(true);
    }),
    { numRuns: 60 },
  );
});
