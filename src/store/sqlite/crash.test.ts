import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { jobs } from "../../../test/contracts/store.ts";
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

test("SP1: what was acknowledged outlives kill -9, whole, with its rows and files", async () => {
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
    if (acknowledged === 25) child.kill("SIGKILL");
  }
  await gone;
  const store = await openSqliteStore(folder);
  await store.prepare([jobs]);
  const { seq } = await store.last();
  expect(seq).toBeGreaterThanOrEqual(acknowledged);
  expect(await store.count({ table: "jobs" })).toBe(seq);
  expect((await store.readStream("s")).every(({ values }) => values.length === 1)).toBe(true);
  expect(await store.check()).toEqual([]);
  await store.close();
});
