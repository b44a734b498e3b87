import { generateKeyPairSync } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { signNote, textOfNote, verifierOf, vkeyOf } from "../../src/ledger/note.ts";
import { noteOf, verified } from "./verified.ts";
import { history } from "./forger.ts";

/** Notes that prove nothing of this company. */
const refused = async (data: string, checkpoint: string, keys: string[] = []) =>
  verified(data, { checkpoints: [checkpoint], keys }).then(
    () => "",
    (error: unknown) => String(error),
  );

test("one of another company is refused, and says whose it is", async () => {
  const data = await history(10, [10]);
  const text = textOfNote(await readFile(noteOf(data, 10), "utf8")).replace("/w1", "/w2");
  const file = path.join(data, "other.note");
  await writeFile(file, signNote(text, "mainstay/w2", generateKeyPairSync("ed25519").privateKey));
  expect(await refused(data, file)).toContain(
    `Cannot use the checkpoint "${file}": it is one of another company, "mainstay/w2", and this one is "mainstay/w1"; take one of this company`,
  );
});

test.each<[string, (note: string) => string, RegExp]>([
  [
    "changed",
    (note) => note.replace("\n10\n", "\n11\n"),
    /its signature does not fit: somebody changed/,
  ],
  ["cut off", (note) => note.slice(0, -30), /or only a part of one/],
  [
    "cut off in its signature",
    (note) => `${note.slice(0, -30)}\n`,
    /its signature is cut off or mistyped/,
  ],
  ["empty", () => "", /no signed note/],
  ["no text", () => "\u0000\u0001\n\n— a b\n", /more than text|cut off/],
])("one that is %s is refused when given, and found when kept", async (_, change, said) => {
  const data = await history(20, [10, 20]);
  const file = noteOf(data, 10);
  await writeFile(file, change(await readFile(file, "utf8")));
  expect(await refused(data, file)).toMatch(said);
  const { ok, sound, findings } = await verified(data);
  expect([ok, sound]).toEqual([false, true]);
  expect(findings).toMatchObject([{ kind: "signature", remedy: expect.stringMatching(/^rename/) }]);
  await rm(file);
  expect((await verified(data)).ok).toBe(true);
  expect(findings[0]?.message).toMatch(said);
});

test("one that is signed with another key is refused, and names both", async () => {
  const data = await history(10, [10]);
  const other = vkeyOf(verifierOf("mainstay/w1", generateKeyPairSync("ed25519").privateKey));
  expect(await refused(data, noteOf(data, 10), [other])).toMatch(
    /it is signed by "mainstay\/w1\+[0-9a-f]{8}", and what is trusted here is "mainstay\/w1\+[0-9a-f]{8}"; name the key/,
  );
  expect(await refused(data, noteOf(data, 10), [`${other}x`])).toMatch(
    /Cannot use this key: the key/,
  );
});

test("a file that is none is told by its name", async () => {
  const data = await history(10, [10]);
  expect(await refused(data, path.join(data, "none.note"))).toContain("none.note");
});

test("a mailed note with other ends of lines is as good", async () => {
  const data = await history(10, [10]);
  const file = path.join(data, "mailed.note");
  await writeFile(file, (await readFile(noteOf(data, 10), "utf8")).replaceAll("\n", "\r\n"));
  expect((await verified(data, { checkpoints: [file] })).ok).toBe(true);
});
