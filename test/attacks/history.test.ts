import { readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { findingsIn, sizes, verified } from "./verified.ts";
import { Forger, history } from "./forger.ts";

/**
 * Whoever can write the data folder attacks the history in it naively: changing what stands in the
 * ledger (VF1). 600 entries, signed at 100, 300, 520 and 600; the forger is after entry 400.
 */
/** AU5: the entries are whole, and the tables beside them are not as they were written. */
const derived = ["derived", null, null];

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
        `DELETE FROM value WHERE seq > 511; DELETE FROM event WHERE seq > 511;
           UPDATE stream SET (version, last) = (SELECT count(*), max(seq) FROM event WHERE event.stream = stream.id)`,
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
      f.sql("UPDATE value SET bytes = CAST('as it is' AS BLOB) WHERE seq = 400 AND name = 'body'"),
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
    ["event", "previous", "previous + 1"],
    ["event", "leaf", "CAST(substr(leaf, 2) || substr(leaf, 1, 1) AS BLOB)"],
    ["event", "bytes", "CAST(bytes || ' ' AS BLOB)"],
    ["event", "bytes", "CAST(replace(CAST(bytes AS TEXT), '1', '2') AS BLOB)"],
    ["stream", "name", "name || '0'"],
    ["stream", "version", "version - 1"],
    ["stream", "last", "last - 1"],
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
