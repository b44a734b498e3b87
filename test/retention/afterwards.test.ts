import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { SystemClock } from "../../src/engine/clock.ts";
import { at, type Company, newStudio, openIn, quiet, scratch } from "../bad-input/company.ts";
import { stub } from "../models/stub.ts";
import { studioModel } from "../models/studio-model.ts";

const ago = 25 * 86_400_000;

/** A company whose models were asked some weeks ago, and whose jobs have ended. */
async function played(): Promise<Company> {
  const server = await stub((_, body) => ({ answer: studioModel(body) }));
  onTestFinished(() => server.close());
  const company = await newStudio();
  await company.change("mainstay.yaml", "keep: P90D, sample: 20", "keep: P5D, sample: 1000");
  const opened = await openIn(company, {
    env: { OPENAI_BASE_URL: server.base, OPENAI_API_KEY: "sk-test" },
    clock: new SystemClock(
      () => Date.now() - ago,
      () => performance.now(),
    ),
  });
  await opened.desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await quiet(opened);
  for (const { number } of await opened.desk.runs({})) await opened.desk.cancel(number, "enough");
  await quiet(opened);
  await opened.close();
  return company;
}

async function type(where: Company, ...argv: string[]): Promise<string> {
  const told = await where.type(...argv);
  expect([argv.join(" "), told.code, told.err]).toEqual([argv.join(" "), 0, ""]);
  return told.out;
}

/** Calls by whether their content is there; and how the jobs tell of themselves. */
async function callsIn(company: Company): Promise<{ calls: [number, boolean][]; told: string }> {
  const opened = await openIn(company, { mode: "read" });
  const events = await opened.owner.store.readFrom(1, 10_000);
  const outlines = await opened.owner.journal.readFrom(1, 10_000);
  const calls = outlines.flatMap(({ seq, type: name }, n): [number, boolean][] =>
    name === "call.started" || name === "call.ended"
      ? [[seq, (events[n]?.values.length ?? 0) > 0]]
      : [],
  );
  const runs = await opened.desk.runs({});
  const told = await Promise.all(runs.map(({ number }) => opened.desk.run(number)));
  await opened.close();
  return { calls, told: JSON.stringify(told) };
}

test("what models were asked and went by rule is in no backup or export made later; each is whole", async () => {
  const company = await played();
  const planned = JSON.parse(await type(company, "retention", "plan", "--json")) as {
    kinds: { kind: string; goes: { entries: number } }[];
  };
  const goes = planned.kinds.find(({ kind }) => kind === "prompts")?.goes.entries ?? 0;
  await type(company, "retention", "run");
  const after = await callsIn(company);
  const gone = after.calls.filter(([, there]) => !there).length;
  // Which one of a thousand calls stays is as chance has it here: months.test.ts tells.
  expect(gone).toBe(goes);
  expect(gone).toBeGreaterThan(3);
  expect(after.told).toContain("by your rule for prompts");

  const folder = await scratch();
  const repository = path.join(folder, "backups");
  const made = await type(company, "backup", "init", "--to", repository, "--json");
  const identity = path.join(folder, "identity.txt");
  await writeFile(identity, (JSON.parse(made) as { identity: string }).identity);
  await type(company, "backup");
  const restored = at(company.workspace, path.join(folder, "restored"));
  await type(restored, "restore", "--from", repository, "--identity", identity);
  const archive = path.join(folder, "all");
  await type(company, "export", archive);
  const imported = at(path.join(folder, "files"), path.join(folder, "imported"));
  await type(imported, "import", archive);
  for (const each of [company, restored, imported]) {
    await type(each, "rebuild");
    expect(await type(each, "ledger", "verify")).toContain("Sound");
    expect((await callsIn(each)).calls).toEqual(after.calls);
  }
}, 120_000);
