import { cp, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { keptCheckpoints, signCheckpoint } from "../../src/host/ledger/checkpoints.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { findingsIn, noteOf, sizes, verified } from "./verified.ts";
import { Forger, goOn, history, say, workspaceId } from "./forger.ts";

/** The same forger, who makes everything in the ledger agree again (VF1). */
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
