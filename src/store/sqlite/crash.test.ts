import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { jobs } from "../../../test/fixtures/batch.ts";
import { openSqliteStore } from "./sqlite-store.ts";

/** Commits without end, a row and a large value with each event, and says what is acknowledged. */
const writer = (folder: string) => `
  const { openSqliteStore } = await import(${JSON.stringify(new URL("sqlite-store.ts", import.meta.url).href)});
  const { ofBytes } = await import(${JSON.stringify(new URL("../../value/digest.ts", import.meta.url).href)});
  const store = await openSqliteStore(${JSON.stringify(folder)});
  await store.prepare([${JSON.stringify(jobs)}]);
  for (let seq = 1; ; seq += 1) {
    const value = { name: "raw", bytes: Buffer.alloc(5000, seq) };
    const data = { seq, stream: "s", version: seq, at: seq, data: {}, values: { raw: ofBytes(value.bytes) } };
    const event = { seq, stream: "s", version: seq, bytes: Buffer.from(JSON.stringify(data)), values: [value] };
    const rows = [{ op: "put", table: "jobs", row: { id: seq } }];
    await store.commit({ events: [event], rows, relied: [] });
    console.log(seq);
  }`;

/** A folder whose writer was killed once this much was acknowledged. */
async function killedAfter(commits: number): Promise<{ folder: string; acknowledged: number }> {
  const folder = mkdtempSync(join(tmpdir(), "ms-crash-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, ["--input-type=module", "--eval", writer(folder)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const gone = once(child, "exit");
  let acknowledged = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged = Number(line);
    if (acknowledged === commits) child.kill("SIGKILL");
  }
  await gone;
  return { folder, acknowledged };
}

test("SP1: what was acknowledged outlives kill -9, whole, with its rows and files", async () => {
  const { folder, acknowledged } = await killedAfter(25);
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  const { seq } = await store.last();
  expect(seq).toBeGreaterThanOrEqual(acknowledged);
  expect(await store.count({ table: "jobs" })).toBe(seq);
  expect((await store.readStream("s")).every(({ values }) => values.length === 1)).toBe(true);
  expect(await store.check()).toEqual([]);
  await store.close();
});

test.each(["own", "read"] as const)(
  "OD7: the log of a first session is lost, which held all of it: that is damage, and nothing begins anew (%s)",
  async (access) => {
    const { folder } = await killedAfter(3);
    rmSync(join(folder, "ledger.db-wal"));
    rmSync(join(folder, "ledger.db-shm"), { force: true });
    const before = readFileSync(join(folder, "ledger.db"));
    await expect(openSqliteStore(folder, { access })).rejects.toThrow(
      /its log is lost, and with it all \d+ entries .*mainstay restore/,
    );
    expect(readFileSync(join(folder, "ledger.db"))).toEqual(before);
  },
);
