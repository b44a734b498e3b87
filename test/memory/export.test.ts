import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { Learnt } from "../../src/api/contract/facts.ts";
import type { MemoryStats, Remembered } from "../../src/api/contract/memory.ts";
import { type Company, studio } from "../bad-input/company.ts";

const ana = ["--client", "ana@nordlicht.example"];

async function written(company: Company, ...words: string[]): Promise<string> {
  const { out, code } = await company.type("memory", "export", ...ana, ...words);
  expect(code).toBe(0);
  const file = path.join(company.workspace, "exported.jsonl");
  await writeFile(file, out);
  return file;
}

test("what is written of a client is taken again as it was", async () => {
  const company = await studio();
  const said = await company.type("memory", "import", "--jsonl", await written(company), "--json");
  expect(JSON.parse(said.out) as Remembered).toMatchObject({ kept: 0, known: 1, refused: [] });
  const facts = await written(company, "--facts");
  const learnt = await company.type("memory", "import", "--facts", facts, "--json");
  expect(JSON.parse(learnt.out) as Learnt).toMatchObject({
    recorded: 0,
    disputed: 0,
    refused: [],
    confirmed: expect.any(Number) as number,
  });
});

test("what is remembered is told by kind, and what is not fresh", async () => {
  const company = await studio();
  await company.write(
    "schemas/preference.json",
    '{ "type": "object", "x-mainstay": { "fresh": "P1D" } }',
  );
  await company.type("apply");
  await company.type("fact", "set", "preference.paper", "coated", ...ana);
  const stats = async () =>
    JSON.parse((await company.type("memory", "stats", "--json")).out) as MemoryStats;
  const { passages, unread, kinds } = await stats();
  expect([passages > 0, unread]).toEqual([true, passages]);
  expect(kinds).toContainEqual({ kind: "preference", records: 1, facts: 1, stale: 0 });
  const told = await company.type("memory", "stats");
  expect(told.out).toMatch(/preference +1 +1 +0\n/);
  expect(told.out).toMatch(
    /found by words alone; to find them by meaning, too:\s+npx mainstay\s+memory index/,
  );
});

test("whose passages are meant is never guessed", async () => {
  const company = await studio();
  const { code, err } = await company.type("memory", "export");
  expect([code, err]).toEqual([2, expect.stringMatching(/Name one with --client/)]);
});
