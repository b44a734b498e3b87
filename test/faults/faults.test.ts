import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Calm } from "./calm.ts";
import { cycle } from "./cycle.ts";
import { counts, type Fault, type Operation } from "./library.ts";
import { drawn } from "./plan.ts";
import { loaded, rehearsed } from "./shop-test.ts";
import { sweep } from "./sweep.ts";

/** Begins the company; a mail; her yes; the invoice and the letter that follow from it. */
const pieces = [0, 2, 8, 9];
let folder = "";
let calm: Calm;

beforeAll(async () => {
  if (!rehearsed) return;
  folder = mkdtempSync(path.join(tmpdir(), "ms-faults-"));
  calm = await Calm.play(path.join(folder, "calm"), loaded(), 10);
}, 240_000);
afterAll(() => {
  if (folder !== "") rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!rehearsed)(
  "CY1-CY6: wherever a fault strikes, nothing is lost and nothing is done twice",
  async () => {
    const swept = await sweep(drawn(calm, 3, { pieces }), {
      calm,
      loaded: loaded(),
      folder,
      lanes: 2,
      cycles: 40,
      tookMs: 10_000,
    });
    expect(swept.findings).toEqual([]);
    expect(swept.cycles).toBeGreaterThan(2);
  },
  240_000,
);

/** What these found once; named by what they strike, because numbers of operations change. */
const found: [string, number, Fault, (operation: Operation) => boolean][] = [
  ["the power fails when the data folder is new", 0, "forget", isSync("/data/ledger.db-wal")],
  ["a new ledger's log cannot be synced", 0, "eio", isSync("/data/ledger.db-journal")],
  ["the power fails when the keys are new", 0, "forget", isSync("/data/keys.db")],
  ["new keys cannot be synced", 0, "eio", isSync("/data/keys.db-journal")],
  ["the disk is full when the keys are new", 0, "full", isWrite("/data/keys.db")],
  ["the disk is full before the first checkpoint", 0, "full", isMake("/data/checkpoints/")],
  ["an entry of the books cannot be synced", 9, "eio", isSync("/data/books/main.journal")],
  ["a new book's folder cannot be synced", 9, "eio", isSync("/data/books")],
  ["the outbox cannot be synced", 9, "eio", isSync("/data/outbox/new")],
];

function isSync(place: string): (operation: Operation) => boolean {
  return ({ name, path: file }) => name === "sync" && file === place;
}

function isMake(folder: string): (operation: Operation) => boolean {
  return ({ name, path: file }) => name === "make" && file.startsWith(folder);
}

function isWrite(place: string): (operation: Operation) => boolean {
  return ({ name, path: file }) => name === "write" && file === place;
}

test.skipIf(!rehearsed).each(found)(
  "CY1, CY2: %s",
  async (name, piece, fault, isMeant) => {
    const counted = (await calm.operations(piece)).filter((each) => counts(fault, each));
    const places = counted.flatMap((each, i) => (isMeant(each) ? [i + 1] : []));
    expect(places).not.toEqual([]);
    for (const at of places.slice(-2)) {
      const blow = { fault, at, seed: at };
      const its = path.join(folder, `${name.replaceAll(/\W/g, "-")}-${at}`);
      const { findings } = await cycle(calm, piece, [blow], its, loaded());
      expect(findings).toEqual([]);
    }
  },
  240_000,
);
