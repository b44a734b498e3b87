import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Checkpoint, originOf, readCheckpoint, textOf } from "./checkpoint.ts";
import {
  NoteInvalid,
  openNote,
  readVkey,
  signNote,
  textOfNote,
  verifierOf,
  vkeyOf,
} from "./note.ts";
import { emptyRoot, leafOf } from "./tree.ts";

/** Key, text and note of the Go reference implementation's documentation. */
const go = {
  vkey: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  key: createPrivateKey({
    key: Buffer.concat([
      Buffer.from("302e020100300506032b657004220420", "hex"),
      Buffer.from("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz", "base64").subarray(1),
    ]),
    format: "der",
    type: "pkcs8",
  }),
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  line: "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};
const note = `${go.text}\n${go.line}`;
const peter = readVkey(go.vkey);
const own = generateKeyPairSync("ed25519").privateKey;
const mine = verifierOf("mainstay/w1", own);

describe("notes", () => {
  test("NO1, NO3: key and note are those of the reference implementation, to the byte", () => {
    expect(vkeyOf(verifierOf("PeterNeumann", go.key))).toBe(go.vkey);
    expect(vkeyOf(peter)).toBe(go.vkey);
    expect(signNote(go.text, "PeterNeumann", go.key)).toBe(note);
    expect(openNote(note, [mine, peter])).toMatchObject({ text: go.text, by: { id: "c74f20a3" } });
    expect(textOfNote(note)).toBe(go.text);
  });

  test("NO2: a signature of a trusted key that does not fit spoils the note", () => {
    const changed = note.replace("answer", "question");
    expect(() => openNote(changed, [peter])).toThrow(/its signature does not fit/);
    const twice = `${changed}${signNote(changed.split("\n\n")[0] ?? "", "x", own)
      .split("\n")
      .at(-2)}\n`;
    expect(() => openNote(twice, [peter])).toThrow(NoteInvalid);
  });

  test("NO2: signatures of keys that nobody trusts say nothing", () => {
    const more = `${note}${signNote("other\n", "mainstay/w1", own).split("\n").at(-2)}\n`;
    expect(openNote(more, [peter]).by.name).toBe("PeterNeumann");
    expect(() => openNote(more, [mine])).toThrow(/its signature does not fit/);
  });

  test("a note that none of the trusted keys signed says who did", () => {
    expect(() => openNote(note, [mine])).toThrow(
      `it is signed by "PeterNeumann+c74f20a3", and what is trusted here is "mainstay/w1+${mine.id}"; name the key that you kept with --key`,
    );
    expect(() => openNote(note, [])).toThrow(/what is trusted here is no key;/);
    // The same name with another key is another signer.
    const impostor = verifierOf("PeterNeumann", own);
    expect(() => openNote(note, [impostor])).toThrow(/it is signed by/);
  });

  test.each([
    ["nothing", ""],
    ["text only", go.text],
    ["no end of the last line", note.slice(0, -1)],
    ["half of a signature", `${note.slice(0, -20)}\n`],
    ["no signature", `${go.text}\n`],
    ["a hyphen for the dash", note.replace("—", "-")],
    ["a name with a plus", note.replace("— Peter", "— Pe+er")],
    ["a control character", note.replace("answer", "an\u0007swer")],
    ["carriage returns", note.replaceAll("\n", "\r\n")],
    ["base64 with loose bits", note.replace("JnAM=", "JnAN=")],
    ["more than text", `${"x".repeat(70_000)}\n\n${go.line}`],
    ["too many signatures", `${go.text}\n${go.line.repeat(101)}`],
  ])("%s is no note", (_, text) => {
    expect(() => openNote(text, [peter])).toThrow(NoteInvalid);
  });

  test("no cut or changed note is opened", () => {
    fc.assert(
      fc.property(fc.nat(note.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
        const changed = `${note.slice(0, at)}${String.fromCharCode(code)}${note.slice(at + 1)}`;
        expect(() => openNote(note.slice(0, at), [peter])).toThrow(NoteInvalid);
        if (changed !== note) expect(() => openNote(changed, [peter])).toThrow(NoteInvalid);
      }),
    );
  });

  test.each([
    go.vkey.slice(0, -1),
    go.vkey.replace("c74f", "c74e"),
    go.vkey.replace("Peter", "Petra"),
    go.vkey.replace("+ARpc", "+ARpd"),
    "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "",
  ])('"%s" is no key', (text) => {
    expect(() => readVkey(text)).toThrow(/is mistyped, or none of Mainstay's; copy it whole/);
  });

  test("only keys for Ed25519 sign", () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(() => signNote("x\n", "n", privateKey)).toThrow(/none for Ed25519/);
  });
});

describe("checkpoints", () => {
  const checkpoint: Checkpoint = {
    origin: originOf("w1"),
    size: 12,
    root: leafOf(Buffer.from("a")),
  };

  test("CP2: a checkpoint is three lines, and is read as it was written", () => {
    const text = textOf(checkpoint);
    expect(text).toBe(`mainstay/w1\n12\n${Buffer.from(checkpoint.root).toString("base64")}\n`);
    expect(readCheckpoint(text)).toEqual(checkpoint);
    expect(readCheckpoint(textOf({ ...checkpoint, size: 0, root: emptyRoot })).size).toBe(0);
    const note = signNote(text, checkpoint.origin, own);
    expect(readCheckpoint(openNote(note, [mine]).text)).toEqual(checkpoint);
  });

  test.each([
    ["no origin", "\n12\nROOT\n"],
    ["an origin with a blank", "my studio\n12\nROOT\n"],
    ["a size with a leading zero", "mainstay/w1\n012\nROOT\n"],
    ["a negative size", "mainstay/w1\n-1\nROOT\n"],
    ["a size beyond counting", "mainstay/w1\n9999999999999999\nROOT\n"],
    ["a short root", "mainstay/w1\n12\nYWJj\n"],
    ["a root that is no base64", "mainstay/w1\n12\n???\n"],
    ["a line more", "mainstay/w1\n12\nROOT\nmore\n"],
    ["a line less", "mainstay/w1\n12\n"],
    ["no end of the last line", "mainstay/w1\n12\nROOT"],
  ])("CP2: %s is refused", (_, text) => {
    const root = Buffer.from(checkpoint.root).toString("base64");
    expect(() => readCheckpoint(text.replace("ROOT", root))).toThrow(NoteInvalid);
  });
});
