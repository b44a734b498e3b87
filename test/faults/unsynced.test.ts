import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { batch, event } from "../fixtures/batch.ts";
import { syncs } from "../sim/planted/faults-syncs.ts";
import { type Fault, Watched } from "./library.ts";
import { loaded, rehearsed } from "./shop-test.ts";

const file = Buffer.alloc(10_000, 7);
const commits = [1, 2, 3].map((seq) => batch([event(seq, "s", seq)]));
const at = (name: string) => new URL(name, import.meta.url).href;

/** Answers for three commits and a file, then the power fails: nothing was closed. */
const keeps = (data: string) => `
  const { openSqliteStore } = await import(${JSON.stringify(at("../../src/store/sqlite/sqlite-store.ts"))});
  const store = await openSqliteStore(${JSON.stringify(data)});
  await store.prepare([]);
  for (const batch of ${JSON.stringify(commits)}) {
    for (const event of batch.events) event.bytes = Buffer.from(event.bytes);
    await store.commit(batch);
  }
  console.log(await store.putBlob(Buffer.alloc(${file.length}, ${file[0]})));
`;

/** What of it is not there afterwards. */
async function lost(power: Fault, planted: string | null): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "ms-unsynced-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const disk = new Watched(folder);
  mkdirSync(disk.data);
  const hook = planted === null ? [] : ["--import", at("../sim/planted/hook.ts")];
  const blow = { fault: power, at: 1_000_000, seed: 5 };
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [...hook, "--input-type=module", "--eval", keeps(disk.data)],
    { env: { ...disk.env(loaded(), blow), PLANTED_FAULT: planted ?? "" }, encoding: "utf8" },
  );
  expect(stderr).toBe("");
  const store = await openSqliteStore(disk.data).catch(() => null);
  if (store === null) return ["commits"];
  onTestFinished(() => store.close());
  const bytes = await store.getBlob(stdout.trim()).catch(() => null);
  const { seq } = await store.last();
  return [
    ...(seq === commits.length ? [] : ["commits"]),
    ...(bytes !== null && file.equals(bytes) ? [] : ["file"]),
  ];
}

test.skipIf(!rehearsed).each(["forget", "tear"] as const)(
  "SP1, SP3: what the store has answered for outlives a power cut that would %s what is not synced",
  async (power) => {
    expect(await lost(power, null)).toEqual([]);
  },
  60_000,
);

test.skipIf(!rehearsed).each(syncs)(
  "$breaks: $name, and that is noticed",
  async ({ name }) => {
    expect(await lost("forget", name)).toEqual([name.includes("ledger") ? "commits" : "file"]);
  },
  60_000,
);
