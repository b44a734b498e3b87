import { cp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { signCheckpoint } from "../../src/host/ledger/checkpoints.ts";
import { noteMissed } from "../../src/host/ledger/sound.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { batch, event } from "../fixtures/batch.ts";
import { findingsIn, noteOf, sizes, verified } from "./verified.ts";
import { Forger, goOn, history, say, workspaceId } from "./forger.ts";

/** The same attacks on what lies beside the ledger: its log, its checkpoints, keys and files. */
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

async function blobsIn(data: string): Promise<string[]> {
  const entries = await readdir(path.join(data, "blobs"), { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name));
}
