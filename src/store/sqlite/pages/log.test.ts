import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jobs } from "../../../../test/fixtures/batch.ts";
import { openSqliteStore } from "../sqlite-store.ts";
import { Log } from "./log.ts";
import {
  commits,
  copyOf,
  frame,
  killed,
  logIn,
  owned,
  record,
  strike,
  unmark,
  whole,
} from "../../../../test/fixtures/struck-ledger.ts";

test("PS2: wherever it is struck or cut, what was acknowledged is missed", async () => {
  const { folder: sound } = await killed();
  const { length } = readFileSync(logIn(sound));
  for (let at = 5; at < length; at += 1500) {
    const folder = copyOf(sound);
    strike(logIn(folder), at);
    await expect(openSqliteStore(folder), `byte ${at}`).rejects.toThrow(
      /it is damaged, events? [0-9]+ (is|to [0-9]+ are) missing, which were acknowledged; .*restore/,
    );
  }
  rmSync(logIn(sound));
  await expect(openSqliteStore(sound)).rejects.toThrow("events 11 to 16 are missing");
});

test("LO2: without the mark it is damage before the last commit, and a torn last write in it", async () => {
  const { folder: sound } = await killed();
  unmark(sound);
  const log = readFileSync(logIn(sound));
  const ends: number[] = [];
  for (let at = 32; at < log.length; at += frame) {
    if (log.readUInt32BE(at + 4) !== 0) ends.push(at);
  }
  const last = ends.at(-2) ?? 0;
  for (let at = 32; at < log.length; at += frame) {
    const folder = copyOf(sound);
    strike(logIn(folder), at + 24 + 2000);
    if (at <= last) {
      await expect(openSqliteStore(folder)).rejects.toThrow("is damaged before its end");
    } else {
      expect(await owned(folder)).toMatchObject({ seq: 9 + commits, derived: false });
    }
  }
});

test("LO2: what a power cut tore is not taken for damage when more was recorded behind it", async () => {
  const { folder: torn } = await killed();
  unmark(torn);
  const log = readFileSync(logIn(torn));
  strike(logIn(torn), log.length - 100);
  const store = await openSqliteStore(torn);
  await store.prepare([jobs]);
  await record(store, 10 + commits, 10 + commits);
  const again = copyOf(torn);
  await store.close();
  unmark(again);
  expect(await owned(again)).toEqual(whole);
});

test("LO1: a frame that was never committed is not taken up", async () => {
  const { folder } = await killed();
  unmark(folder);
  const log = readFileSync(logIn(folder));
  writeFileSync(logIn(folder), log.subarray(0, log.length - frame));
  const followed = new Log(logIn(folder));
  followed.follow();
  const frames = (log.length - 32) / frame;
  expect(followed.frames).toBeLessThan(frames - 1);
  expect(await owned(folder)).toMatchObject({ seq: 9 + commits, derived: false });
});
