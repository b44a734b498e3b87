import { expect, test } from "vitest";
import { verified } from "../../../test/fakes/fake-cli.ts";
import { frame } from "../../../test/fakes/frame.ts";
import { verifyLines } from "./verify.ts";

test("a sound history says what was looked at, and whose key was trusted", () => {
  expect(verifyLines(verified, frame())).toEqual([
    "Sound: all 1,234 entries are as recorded",
    "✓ 400 pieces of content as recorded; 2 forgotten, or past their time",
    "✓ 12 files (1.3 MB) as kept",
    "✓ 1 checkpoint in the data folder fits, the newest over the first 1,000 entries",
    '✓ "mailed.note" fits, over all entries',
    "· Not looked at: your books, and what lies in the folders of mail, letters and",
    "  bank data",
    "",
    "Signatures were checked with the key in the data folder, which may have been",
    "exchanged there. Stronger is the key that you kept with your checkpoint:",
    "  npx mainstay ledger verify --checkpoint mailed.note --key KEY",
  ]);
});

test("where she gave no checkpoint, it says what one proves that was kept elsewhere", () => {
  const checkpoints = verified.checkpoints.filter(({ kept }) => kept);
  const text = verifyLines({ ...verified, checkpoints }, frame()).join(" ");
  expect(text).toContain("Stronger is a checkpoint and a key that you kept elsewhere:");
  expect(text).toContain("ledger verify --checkpoint FILE --key KEY");
});

test("VF3: a note that is spoilt does not make the history unsound, and names what to do", () => {
  const findings = [
    {
      kind: "signature",
      from: null,
      to: null,
      about: "signed" as const,
      message: '"5.note" proves nothing: it is no note',
      remedy: 'move "5.note" away, then "mainstay ledger checkpoint"',
    },
  ];
  const lines = verifyLines({ ...verified, ok: false, findings }, frame());
  expect(lines.slice(0, 3)).toEqual([
    "Sound in itself: all 1,234 entries are as recorded. But something is wrong with",
    "what was signed over it:",
    '✗ "5.note" proves nothing: it is no note',
  ]);
  expect(lines).toContain('  Do  Move "5.note" away, then npx mainstay ledger checkpoint');
  expect(lines.join(" ")).not.toContain("restore");
});

test("VF3: what is derived and the keys have words and a remedy of their own; a broken history only its own", () => {
  const at = { from: null, to: null };
  const findings = [
    { ...at, kind: "derived", about: "derived" as const, message: "A page", remedy: "rebuild it" },
    { ...at, kind: "key", about: "keys" as const, message: "A key", remedy: "put it back" },
  ];
  const told = (more: object) =>
    verifyLines({ ...verified, ok: false, findings, ...more }, frame());
  const text = told({}).join(" ");
  expect(text).toMatch(/wrong with what is derived\s+from it, and with the keys to its content:/);
  expect(text).toMatch(/Do {2}Rebuild it.* Do {2}Put it back/);
  expect(text).not.toContain("Restore");
  const broken = { ...at, kind: "missing", about: "history" as const, message: "Gone" };
  const both = told({ sound: false, findings: [broken, ...findings] }).join(" ");
  expect(both).toContain("Restore the newest backup");
  expect(both).not.toMatch(/Rebuild it|Put it back/);
});

test("VF4: checkpoints that were missed once are told although the new ones fit", () => {
  const text = verifyLines({ ...verified, missedAt: Date.UTC(2026, 10, 20) }, frame()).join(" ");
  expect(text.replaceAll(/\s+/g, " ")).toContain(
    "over the first 1,000 entries; those of before are gone since 2026-11-20",
  );
});

test("a key that she named needs no advice", () => {
  const lines = verifyLines({ ...verified, trusted: { keys: ["k"], named: true } }, frame());
  expect(lines.at(-1)).toBe("Signatures were checked with the key that you named");
});

test("where nothing was ever signed, it says how little that proves", () => {
  const trusted = { keys: [], named: false };
  const view = { ...verified, entries: 1, checkpoints: [], trusted };
  const lines = verifyLines({ ...view, values: { kept: 1, gone: 1 } }, frame());
  expect(lines.slice(0, 2)).toEqual([
    "Sound: the one entry is as recorded",
    "✓ 1 piece of content as recorded; 1 forgotten, or past its time",
  ]);
  expect(lines.join(" ")).toContain("Nothing was ever signed here");
  expect(lines.at(-1)).toBe("  npx mainstay ledger checkpoint");
});

test("AU6: where the keys alone say that somebody was forgotten, it says when the history will", () => {
  const told = verifyLines({ ...verified, listAhead: true }, frame()).join(" ");
  expect(told.replaceAll(/\s+/g, " ")).toContain(
    "· Somebody was forgotten after this was backed up: the keys say so, and the history will say so at the next start",
  );
  expect(verifyLines(verified, frame()).join(" ")).not.toContain("Somebody was forgotten");
});

test("where checkpoints are missing beside their key, it does not say that nothing was signed", () => {
  const findings = [
    {
      kind: "signature",
      from: null,
      to: null,
      about: "signed" as const,
      message: "They are missing",
    },
  ];
  const lines = verifyLines({ ...verified, ok: false, findings, checkpoints: [] }, frame());
  expect(lines.join(" ")).toContain("No signature could be checked with what lies in the data");
  expect(lines.at(-1)).toBe("  npx mainstay ledger verify --checkpoint FILE --key KEY");
});

test("a history that is not sound says where, up to where it is, and what to do", () => {
  const findings = [
    {
      kind: "changed",
      from: 17,
      to: 17,
      about: "history" as const,
      message: "Entry 17: its bytes are not those",
    },
  ];
  const lines = verifyLines(
    { ...verified, ok: false, sound: false, findings, more: 2100 },
    frame(),
  );
  expect(lines.slice(0, 6)).toEqual([
    'Not sound: the history in "data" is not what was recorded',
    "✗ Entry 17: its bytes are not those",
    "  and 2,100 more",
    "✓ Nothing else was changed up to entry 1234: the digests that stand there are",
    '  those that were signed in "mailed.note"',
    '✓ "mailed.note" fits, over all entries',
  ]);
  const text = lines.map((line) => line.trim()).join(" ");
  expect(text).toContain('Do  Keep "data" as it is. Restore');
  const kept = { ...verified, ok: false, sound: false, findings, checkpoints: [] };
  expect(verifyLines(kept, frame()).join(" ")).toContain("a checkpoint that you kept elsewhere");
  expect(text).toContain("Restore the newest backup: npx mainstay restore --aside");
});

test("what is missing behind what was signed leaves that as it was signed", () => {
  const findings = [
    {
      kind: "missing",
      from: 1235,
      to: 1240,
      about: "history" as const,
      message: "Entries are missing",
    },
  ];
  const view = { ...verified, ok: false, sound: false, findings };
  expect(verifyLines(view, frame())).toContain(
    '✓ Up to entry 1234 it is what was signed in "mailed.note"',
  );
});
