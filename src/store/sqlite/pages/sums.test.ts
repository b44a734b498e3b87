import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Log } from "./log.ts";
import { PageSums } from "./sums.ts";
import {
  copyOf,
  frame,
  killed,
  logIn,
  owned,
  strike,
  sumsIn,
  whole,
} from "../../../../test/fixtures/struck-ledger.ts";

test("PS1: a crash between sums and pages, and sums that were half written, harm nothing", async () => {
  const { folder } = await killed();
  const log = new Log(logIn(folder));
  log.follow();
  expect(log.pages.size).toBeGreaterThan(4);
  const pages = [...log.pages];
  for (const part of [pages, pages.filter((_, i) => i % 2 === 0), pages.slice(0, 1)]) {
    const torn = copyOf(folder);
    const sums = new PageSums(sumsIn(torn));
    sums.put(new Map(part), log.size);
    sums.close();
    expect(await owned(torn)).toEqual(whole);
  }
});

test("PS1: a crash while pages are copied back harms nothing", async () => {
  const { folder } = await killed();
  const log = new Log(logIn(folder));
  log.follow();
  const sums = new PageSums(sumsIn(folder));
  sums.put(log.pages, log.size);
  sums.close();
  const bytes = readFileSync(logIn(folder));
  const ledger = readFileSync(join(folder, "ledger.db"));
  const back = Buffer.concat([ledger, Buffer.alloc(log.size * 4096 - ledger.length)]);
  for (let at = 32; at + frame <= bytes.length; at += 3 * frame) {
    bytes.copy(back, (bytes.readUInt32BE(at) - 1) * 4096, at + 24, at + frame);
  }
  writeFileSync(join(folder, "ledger.db"), back);
  expect(await owned(folder)).toEqual(whole);
});

test("PS3: sums that are lost or spoilt are no damage of the ledger", async () => {
  const { bare } = await killed();
  for (const at of [0, 10, 13, 17, 513, 521, 4096, 4101, null]) {
    const folder = copyOf(bare);
    if (at === null) rmSync(sumsIn(folder));
    else strike(sumsIn(folder), at);
    expect(await owned(folder)).toEqual({ ...whole, derived: true });
  }
});
