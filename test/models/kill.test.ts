import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { budgetOf } from "../../src/engine/streams.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { large, mail, openReader, template } from "./reader.ts";
import { stub, type Stub } from "./stub.ts";

/** Killed between `call.started` and its end, on the real store, over real HTTP (ST7). */
const script = fileURLToPath(new URL("kill.ts", import.meta.url));

async function killed(folder: string, server: Stub, name: string, asked: number): Promise<void> {
  const child = spawn(process.execPath, [script, folder, server.base, name], { stdio: "inherit" });
  const ended = new Promise((resolve) => {
    child.once("exit", resolve);
  });
  while (server.asked.length < asked && child.exitCode === null) {
    await new Promise((resolve) => {
      setTimeout(resolve, 2);
    });
  }
  child.kill("SIGKILL");
  await ended;
}

test("ST7: killed while a model is asked: each call counts in full, is tried afresh, and no more often than it may", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mainstay-models-"));
  const server = await stub(() => ({ stall: "before" }));
  try {
    for (const n of [1, 2, 3]) await killed(folder, server, `p${n}`, n);
    const store = await openSqliteStore(folder);
    const c = await openReader(server.env, { ladder: [large, template], store, process: "p4" });
    await c.start("read", mail);
    const run = (await c.runsOf("read"))[0];
    expect(run?.steps["ask"]).toMatchObject({ status: "done", by: { rung: "template" } });
    expect(server.asked).toHaveLength(3);
    const ended = (await c.ledger()).filter(({ type }) => type === "call.ended");
    expect(ended.map(({ data }) => data["estimated"])).toEqual([true, true, true]);
    const spent = await c.owner.office.book.read(budgetOf("workspace"));
    expect(spent.reserved).toEqual({});
    const bounds = ended.reduce((sum, { data }) => sum + Number(data["costMicros"]), 0);
    expect(spent.spent).toBe(bounds);
    await c.owner.close();
    await store.close();
  } finally {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
});
