import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { StoredEvent } from "../../../ledger/store.ts";
import { openSqliteStore } from "../sqlite-store.ts";

const eventOf = (seq: number, stream: string, version: number): StoredEvent => {
  const bytes = Buffer.from(`{"seq":${seq}}`);
  return { seq, stream, version, bytes, values: [] };
};

test("a batch over more streams than are remembered goes on with its first ones", async () => {
  const folder = mkdtempSync(join(tmpdir(), "events-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const store = await openSqliteStore(folder);
  const many = 20_001;
  const first = Array.from({ length: many }, (_, i) => eventOf(i + 1, `run/${i}`, 1));
  const batch = { events: [...first, eventOf(many + 1, "run/0", 2)], rows: [], relied: [] };
  await store.commit(batch);
  await store.commit({ events: [eventOf(many + 2, "run/0", 3)], rows: [], relied: [] });
  expect(await store.head("run/0")).toBe(3);
  await store.close();
});
