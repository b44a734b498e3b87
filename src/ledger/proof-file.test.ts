import { generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { batch, event } from "../../test/fixtures/batch.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { originOf, textOf } from "./checkpoint.ts";
import { NoteInvalid, signNote, verifierOf } from "./note.ts";
import { inclusion, rootAt } from "./proof.ts";
import { checkProof, proofText } from "./proof-file.ts";

const { privateKey } = generateKeyPairSync("ed25519");
const origin = originOf("w1");
const signer = verifierOf(origin, privateKey);
const size = 300;

async function proofOf(index: number): Promise<string> {
  const store = new MemoryStore();
  const events = Array.from({ length: size }, (_, i) => event(i + 1, "s", i + 1));
  await store.commit(batch(events, { rows: [] }));
  const note = signNote(
    textOf({ origin, size, root: await rootAt(store, size) }),
    origin,
    privateKey,
  );
  const path = await inclusion(store, index, size);
  return proofText({
    index,
    event: Buffer.from(events[index]?.bytes ?? []).toString(),
    path,
    note,
  });
}

test("a proof stands alone: entry, place and signed history", async () => {
  for (const index of [0, 255, 256, 299]) {
    const found = checkProof(await proofOf(index), [signer]);
    expect(found.event).toMatchObject({ seq: index + 1, stream: "s" });
    expect(found.checkpoint).toMatchObject({ origin, size });
    expect(found.by).toBe(signer);
  }
});

test("what was changed in it proves nothing, and why is said", async () => {
  const proof = await proofOf(20);
  const said = (text: string, keys = [signer]) => {
    try {
      checkProof(text, keys);
      return "";
    } catch (error) {
      expect(error).toBeInstanceOf(NoteInvalid);
      return String(error);
    }
  };
  expect(said(proof.replace('\\"at\\":1021', '\\"at\\":1022'))).toMatch(
    /stand at entry 21 of the signed/,
  );
  expect(said(proof.replace('"index": 20', '"index": 21'))).toMatch(/stand at entry 22/);
  expect(said(proof.replace('"index": 20', '"index": -1'))).toMatch(/stand at entry/);
  expect(said(proof.replace("\\n300\\n", "\\n301\\n"))).toMatch(/its signature does not fit/);
  const other = verifierOf(origin, generateKeyPairSync("ed25519").privateKey);
  expect(said(proof, [other])).toMatch(/it is signed by/);
  for (const text of [
    "",
    "{}",
    "[]",
    "null",
    proof.slice(0, 90),
    proof.replace('"path": [', '"path": [7,'),
  ]) {
    expect(said(text)).toMatch(/it is no proof, or only a part of one; make one with/);
  }
});

test("no byte of a proof can be changed unnoticed, but for the white space around it", async () => {
  const proof = await proofOf(20);
  const meaning = (text: string) => JSON.stringify(JSON.parse(text));
  fc.assert(
    fc.property(fc.nat(proof.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
      const changed = `${proof.slice(0, at)}${String.fromCharCode(code)}${proof.slice(at + 1)}`;
      let proven = false;
      try {
        checkProof(changed, [signer]);
        proven = true;
      } catch (error) {
        expect(error).toBeInstanceOf(NoteInvalid);
      }
      if (proven) expect(meaning(changed)).toBe(meaning(proof));
    }),
    { numRuns: 300 },
  );
});
