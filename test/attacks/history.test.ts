import { generateKeyPairSync } from "node:crypto";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keptCheckpoints, signCheckpoint } from "../../src/host/ledger/checkpoints.ts";
import { noteMissed } from "../../src/host/ledger/sound.ts";
import { signNote, textOfNote, verifierOf, vkeyOf } from "../../src/ledger/note.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { batch, event } from "../contracts/store.ts";
import { findingsIn, noteOf, sizes, verified } from "./verified.ts";
import { Forger, goOn, history, say, workspaceId } from "./forger.ts";

/**
 * Whoever can write the data folder attacks the history in it: naively, changing what stands there,
 * or cleverly, making everything in the ledger agree again (VF1). 600 entries, signed at 100, 300,
 * 520 and 600; the forger is after entry 400.
 */
test("a sound history is sound, with everything in it counted", async () => {
  const data = await history(600, sizes);
  expect(await verified(data)).toMatchObject({
    ok: true,
    entries: 600,
    values: { kept: 66, gone: 0 },
    files: { count: 6 },
    trusted: { named: false },
    checkpoints: sizes.map((size) => ({ size, fits: true, kept: true })),
    findings: [],
  });
});

/** AU5: the entries are whole, and the tables beside them are not as they were written. */
const derived = ["derived", null, null];

describe("naively", () => {
  test.each<[string, (forger: Forger) => void, unknown[][]]>([
    [
      "an edit of bytes is found at its entry, although everything signed still fits",
      (f) =>
        f.sql(
          "UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'was', 'is') AS BLOB) WHERE seq = 400",
        ),
      [["changed", 400, 400]],
    ],
    [
      "an edit of a leaf is found at its entry",
      (f) => f.sql("UPDATE event SET leaf = zeroblob(32) WHERE seq = 400"),
      [
        ["changed", 400, 400],
        ["tree", 257, 512],
        ["history", 301, 520],
      ],
    ],
    [
      "a deleted entry is missed",
      (f) => f.sql("DELETE FROM event WHERE seq = 400"),
      [
        ["missing", 400, 400],
        ["value", 400, 400],
        ["value", 400, 400],
        ["stream", 405, 405],
      ],
    ],
    [
      "several deleted entries are missed",
      (f) =>
        f.sql(
          "DELETE FROM value WHERE seq BETWEEN 401 AND 409; DELETE FROM event WHERE seq BETWEEN 401 AND 405",
        ),
      [["missing", 401, 405], ...[406, 407, 408, 409, 410].map((seq) => ["stream", seq, seq])],
    ],
    [
      "two entries that changed places tell so themselves",
      (f) =>
        f.sql(`CREATE TEMP TABLE t AS SELECT * FROM event WHERE seq IN (401, 406);
          UPDATE event SET (bytes, leaf) = (SELECT bytes, leaf FROM t WHERE t.seq <> event.seq) WHERE seq IN (401, 406)`),
      [
        ["moved", 401, 401],
        ["moved", 406, 406],
        ["tree", 257, 512],
        ["history", 301, 520],
      ],
    ],
    [
      "entries cut off at the end are missed by heads, content and what was signed",
      (f) => f.sql("DELETE FROM event WHERE seq > 595"),
      [
        ...Array.from({ length: 5 }, () => ["stream", null, null]),
        ["value", 600, 600],
        ["value", 600, 600],
        ["missing", 596, 600],
        ["history", 521, 600],
      ],
    ],
    [
      "entries cut off down into a tile are missed by the tree, too",
      (f) =>
        f.sql(
          "DELETE FROM value WHERE seq > 511; DELETE FROM event WHERE seq > 511; UPDATE stream SET version = 102 + (name = 'run/1')",
        ),
      [
        ["tree", 512, null],
        ["missing", 512, 600],
        ["history", 301, 520],
      ],
    ],
    [
      "a forged tile is found with the entries it is over",
      (f) => f.sql("UPDATE tile SET hash = zeroblob(32) WHERE n = 1"),
      [["tree", 257, 512], derived],
    ],
    [
      "a tile that is gone is found with the entries it is over",
      (f) => f.sql("DELETE FROM tile WHERE n = 0"),
      [["tree", 1, 256], derived],
    ],
    [
      "an entry led into another stream is found by both",
      (f) =>
        f.sql(
          "UPDATE event SET stream = (SELECT id FROM stream WHERE name = 'run/1'), version = 900 WHERE seq = 400",
        ),
      [
        ["moved", 400, 400],
        ["stream", 400, 400],
        ["stream", 401, 401],
        ["stream", 405, 405],
        derived,
      ],
    ],
    [
      "content that was changed is found at its entry",
      (f) =>
        f.sql(
          "UPDATE value SET bytes = CAST('as it is' AS BLOB) WHERE seq = 400 AND name = 'body'",
        ),
      [["value", 400, 400]],
    ],
    [
      "content that no entry names is found",
      (f) =>
        f.sql(
          "INSERT INTO value (seq, name, bytes) VALUES (0, 'a', x'00'), (400, 'zzz', x'00'), (401, 'a', x'00')",
        ),
      [
        ["value", 0, 0],
        ["value", 400, 400],
        ["value", 401, 401],
      ],
    ],
  ])("%s", async (_, attack, expected) => {
    const data = await history(600, sizes);
    const forger = new Forger(data);
    attack(forger);
    forger.done();
    expect(await findingsIn(data)).toEqual(expected);
  });

  test("whatever cell is changed, something is found", async () => {
    const data = await history(300, [300]);
    const sound = await readFile(path.join(data, "ledger.db"));
    const cells = [
      ["event", "seq", "seq + 1000"],
      ["event", "stream", "1 + stream % 5"],
      ["event", "version", "version + 1000"],
      ["event", "leaf", "CAST(substr(leaf, 2) || substr(leaf, 1, 1) AS BLOB)"],
      ["event", "bytes", "CAST(bytes || ' ' AS BLOB)"],
      ["event", "bytes", "CAST(replace(CAST(bytes AS TEXT), '1', '2') AS BLOB)"],
      ["stream", "name", "name || '0'"],
      ["stream", "version", "version - 1"],
      ["tile", "n", "n + 1"],
      ["tile", "level", "level + 1"],
      ["tile", "hash", "zeroblob(32)"],
      ["value", "seq", "seq + 1"],
      ["value", "name", "name || '0'"],
      ["value", "bytes", "CASE WHEN bytes IS NULL THEN NULL ELSE CAST(bytes || '0' AS BLOB) END"],
      ["value", "blob", "replace(blob, substr(blob, 1, 1), '0')"],
    ] as const;
    const anyCell = fc.constantFrom(...cells);
    await fc.assert(
      fc.asyncProperty(anyCell, fc.nat(), async ([table, column, changed], n) => {
        await writeFile(path.join(data, "ledger.db"), sound);
        await rm(path.join(data, "ledger.db-wal"), { force: true });
        const forger = new Forger(data);
        const did = forger.change(table, column, changed, n);
        forger.done();
        expect((await verified(data)).ok).toBe(!did);
      }),
      { numRuns: 60 },
    );
  });

  test("AU4: a log that is cut off is missed by the mark of what was acknowledged", async () => {
    const data = await history(595, [100]);
    const store = await openSqliteStore(data);
    for (let seq = 596; seq <= 600; seq += 1) {
      await store.commit(batch([event(seq, "late", seq - 595)], { rows: [] }));
    }
    const killed = `${data}-killed`;
    await cp(data, killed, { recursive: true, filter: (name) => !name.endsWith("-shm") });
    await store.close();
    expect(await findingsIn(killed)).toEqual([]);
    await rm(path.join(killed, "ledger.db-wal"));
    const { findings } = await verified(killed);
    await rm(killed, { recursive: true });
    expect(findings).toEqual([
      {
        kind: "missing",
        from: 596,
        to: 600,
        about: "history",
        message: "Entries 596 to 600 are missing, which were acknowledged",
      },
    ]);
  });

  test("VF3: checkpoints that were removed are missed by the key that signed them", async () => {
    const data = await history(600, sizes);
    await rm(path.join(data, "checkpoints"), { recursive: true });
    const { findings } = await verified(data);
    expect(findings).toMatchObject([{ kind: "signature", from: null, to: null }]);
    expect(findings[0]?.message).toMatch(
      /signing\.key" is there, and every checkpoint that it signed is missing/,
    );
  });

  test("VF4: checkpoints that were signed anew after they were missed do not heal, until an older one fits", async () => {
    const data = await history(600, sizes);
    const elsewhere = path.join(data, "mailed.note");
    const late = path.join(data, "late.note");
    await cp(noteOf(data, 520), elsewhere);
    await rm(path.join(data, "checkpoints"), { recursive: true });
    const store = await openSqliteStore(data);
    expect(await noteMissed(data, store, Date.now())).not.toBeNull();
    await signCheckpoint(data, store, workspaceId);
    await store.close();
    const told = await verified(data);
    expect([told.ok, told.sound]).toEqual([false, true]);
    expect(told.findings[0]?.message).toMatch(
      /On .* all checkpoints were gone that had been signed until then/,
    );
    await goOn(data, 650, [650]);
    await cp(noteOf(data, 650), late);
    expect((await verified(data, { checkpoints: [late] })).ok).toBe(false);
    const compared = await verified(data, { checkpoints: [elsewhere] });
    expect([compared.ok, compared.missedAt]).toEqual([true, told.missedAt]);
  });

  test.each<[string, (key: string) => Promise<void>, RegExp]>([
    ["spoilt", (key) => writeFile(key, "garbage"), /signing\.key" is no signing key of Mainstay's/],
    ["missing", (key) => rm(key), /signing\.key" is missing: nobody can tell by it/],
  ])("VF3: with a %s key the history is compared all the same", async (_, harm, said) => {
    const data = await history(600, sizes);
    await harm(path.join(data, "signing.key"));
    const told = await verified(data);
    expect(told.findings.map(({ kind }) => kind)).toEqual(["signature"]);
    expect(told.findings[0]?.message).toMatch(said);
    expect(told.checkpoints.map(({ fits }) => fits)).toEqual([true, true, true, true]);
    new Forger(data).rewrite((all) => all.with(399, say("forged")(all[399]!))).done();
    expect(await findingsIn(data)).toEqual([
      ["signature", null, null],
      ["history", 301, 520],
    ]);
  });

  test("what is forgotten is counted, and the proof stays; what only disappeared is found", async () => {
    const data = await history(600, sizes);
    const cut = new Forger(data);
    cut.sql("DELETE FROM value WHERE seq IN (400, 410)").done();
    const { values, findings } = await verified(data);
    expect(values).toEqual({ kept: 63, gone: 3 });
    expect(findings).toMatchObject([{ kind: "value", from: 400, to: 400 }]);
    expect(findings[0]?.message).toMatch(/is missing, and nothing says that it was forgotten$/);
    const told = (seq: number, stream: string, version: number, more: object) => {
      const body = { seq, stream, version, at: seq, ...more };
      return { seq, stream, version, bytes: Buffer.from(JSON.stringify(body)), values: [] };
    };
    const subject = "s1";
    const gone = { type: "run.started", subject, data: {}, values: { body: "0".repeat(64) } };
    const forgotten = { type: "subject.forgotten", subject, data: {}, values: {} };
    const events = [told(1, "run/1", 1, gone), told(2, "subject/s1", 1, forgotten)];
    const other = await history(0, []);
    const forgetful = await openSqliteStore(other);
    await forgetful.commit({ events, rows: [], relied: [] });
    await forgetful.close();
    expect(await verified(other)).toMatchObject({ ok: true, values: { kept: 0, gone: 1 } });
  });

  test("files that are changed or missing are found with the entry that names them", async () => {
    const data = await history(600, sizes);
    const [one, two] = await blobsIn(data);
    await writeFile(one ?? "", "other bytes");
    await rm(two ?? "");
    const { findings } = await verified(data);
    expect(findings.filter(({ kind }) => kind === "file")).toHaveLength(3);
    expect(findings.map(({ message }) => message).join("\n")).toMatch(
      /The file blobs.* does not hold what its name says[^]*its content "raw" is missing or changed/,
    );
  });

  test("no more is told than can be read", async () => {
    const data = await history(600, sizes);
    new Forger(data).sql("UPDATE event SET bytes = CAST('{}' AS BLOB)").done();
    expect(await verified(data)).toMatchObject({ ok: false, more: 550 });
  });

  test("a file that ends in the middle is told with the entry up to which it can be read", async () => {
    const data = await history(600, []);
    new Forger(data).sql("PRAGMA journal_mode = DELETE").done();
    const file = path.join(data, "ledger.db");
    const bytes = await readFile(file);
    for (let at = 40_960; at < bytes.length; at += 4096) bytes.fill(0xff, at, at + 4096);
    await writeFile(file, bytes);
    const told = await verified(data).catch((error: unknown) => error);
    if (told instanceof Error) expect(told.message).toMatch(/is damaged; stop, keep this folder/);
    else expect(told).toMatchObject({ ok: false });
  });
});

describe("cleverly", () => {
  test.each<[string, (forger: Forger) => void, number, number]>([
    ["an edit", (f) => f.rewrite((all) => all.with(399, say("forged")(all[399]!))), 301, 520],
    ["a deletion", (f) => f.rewrite((all) => all.toSpliced(399, 1)), 301, 520],
    ["an insertion", (f) => f.rewrite((all) => all.toSpliced(399, 0, all[399]!)), 301, 520],
    [
      "another order",
      (f) => f.rewrite((all) => all.with(399, all[404]!).with(404, all[399]!)),
      301,
      520,
    ],
    ["a cut", (f) => f.rewrite((all) => all.slice(0, 399)), 301, 520],
    ["a cut behind the last but one", (f) => f.rewrite((all) => all.slice(0, 599)), 521, 600],
    [
      "another history from 400 on",
      (f) => f.rewrite((all) => all.map((each, i) => (i < 399 ? each : say("forged")(each)))),
      301,
      520,
    ],
    [
      "an edit of the first entry",
      (f) => f.rewrite((all) => all.with(0, say("forged")(all[0]!))),
      1,
      100,
    ],
  ])("%s is found between two checkpoints", async (_, attack, from, to) => {
    const data = await history(600, sizes);
    const forger = new Forger(data);
    attack(forger);
    forger.done();
    expect(await findingsIn(data)).toEqual([["history", from, to]]);
  });

  test("checkpoints that were kept elsewhere tell more nearly where", async () => {
    const data = await history(395, [100, 395]);
    await goOn(data, 405, [402]);
    const elsewhere = path.join(data, "elsewhere");
    await cp(path.join(data, "checkpoints"), elsewhere, { recursive: true });
    for (const size of [395, 402]) await rm(noteOf(data, size));
    await goOn(data, 600, [600]);
    new Forger(data).rewrite((all) => all.with(399, say("forged")(all[399]!))).done();
    expect(await findingsIn(data)).toEqual([["history", 101, 600]]);
    const kept = (await readdir(elsewhere)).map((name) => path.join(elsewhere, name));
    expect(await findingsIn(data, { checkpoints: kept })).toEqual([["history", 396, 402]]);
  });

  test("a fork: two histories with one beginning fit each their own checkpoints", async () => {
    const one = await history(400, [100, 400]);
    const other = `${one}-other`;
    await cp(one, other, { recursive: true });
    await goOn(one, 600, [500, 600]);
    await goOn(other, 650, [500, 650], "otherwise");
    expect(await findingsIn(one)).toEqual([]);
    expect(await findingsIn(other)).toEqual([]);
    const crossed = await verified(other, { checkpoints: [noteOf(one, 500)] });
    expect(crossed).toMatchObject({ ok: false, sound: true });
    expect(crossed.findings).toMatchObject([{ kind: "fork", from: 1, to: 500 }]);
    expect(crossed.findings[0]?.message).toMatch(/the two part at entry 500 at the latest$/);
    expect(crossed.findings[0]?.remedy).toMatch(/find out where it lies/);
    expect(crossed.checkpoints.map(({ size, fits }) => [size, fits])).toEqual([
      [100, true],
      [400, true],
      [500, false],
      [500, true],
      [650, true],
    ]);
    const theirs = [noteOf(one, 100), noteOf(one, 400), noteOf(one, 500), noteOf(one, 600)];
    const nearer = await verified(other, { checkpoints: theirs });
    expect(nearer.findings).toMatchObject([{ kind: "fork", from: 401, to: 500 }]);
    expect(nearer.findings[0]?.message).toMatch(
      /at entry 500 at the latest, and behind entry 400, if ".*" was signed there, too$/,
    );
    for (const { file } of (await keptCheckpoints(other)).slice(2)) await rm(file);
    expect(await findingsIn(other, { checkpoints: [noteOf(one, 500), noteOf(one, 600)] })).toEqual([
      ["history", 401, 500],
    ]);
    await rm(other, { recursive: true });
  });

  test("VF1: whoever also signs anew is found by the key that was kept elsewhere, and by that alone", async () => {
    const data = await history(600, sizes);
    const store = await openSqliteStore(data);
    const kept = await signCheckpoint(data, store, workspaceId);
    await store.close();
    const elsewhere = path.join(data, "mailed.note");
    await cp(noteOf(data, 520), elsewhere);
    new Forger(data).rewrite((all) => all.with(399, say("forged")(all[399]!))).done();
    await rm(path.join(data, "signing.key"));
    await rm(path.join(data, "checkpoints"), { recursive: true });
    const forged = await openSqliteStore(data);
    await signCheckpoint(data, forged, workspaceId);
    await forged.close();
    expect(await findingsIn(data)).toEqual([]);
    const keys = [kept?.vkey ?? ""];
    expect(await findingsIn(data, { keys })).toEqual([["signature", null, null]]);
    expect(await findingsIn(data, { keys, checkpoints: [elsewhere] })).toEqual([
      ["signature", null, null],
      ["history", 1, 520],
    ]);
  });
});

describe("notes that prove nothing", () => {
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
    expect(findings).toMatchObject([
      { kind: "signature", remedy: expect.stringMatching(/^rename/) },
    ]);
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
});

async function blobsIn(data: string): Promise<string[]> {
  const entries = await readdir(path.join(data, "blobs"), { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
}
