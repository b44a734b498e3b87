import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import type { Desk } from "../../src/api/contract/desk.ts";
import { planRollback } from "../../src/api/desk/memory/revision-plan.ts";
import type { RollbackQuery } from "../../src/api/contract/revisions.ts";
import { revise } from "../../src/engine/memory/revise.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { agent, type Company, type CompanyOptions, monday, open, plan } from "../engine/company.ts";
import { deskFor } from "../engine/desk.ts";
import { subjectOf } from "../engine/heard.ts";
import { record, write } from "../engine/nodes.ts";
import { only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";
import { operator } from "../../src/engine/who.ts";

const client = "Ana";
const usual = { field: "paper", value: "poison", from: monday - 1_000, line: 1, client };

/** Each process reads what the one before recorded. */
const plans = [
  plan("first", [
    record("read", "preference", null, null),
    record("derive", "decision", { text: "{{ read.paper }}" }, null),
  ]),
  plan("second", [
    record("read", "decision", null, null),
    record("derive", "heuristic", { text: "{{ read.text }}" }, null),
  ]),
  plan("told", [
    write("ask", { with: { mail: "{{ input.mail }}" } }),
    record("derive", "decision", { text: "{{ ask.text }}" }, null),
  ]),
];

async function company(more: Partial<CompanyOptions> = {}): Promise<Company> {
  const model = scriptedModel(
    Array.from({ length: 9 }, () => ({ answer: { text: "poison too" } })),
  );
  const ladder = [{ kind: "model", tier: "small", prompt: "Write" }] as const;
  return open({
    plans,
    agents: [agent("writer", ladder, { contextTokens: 500 })],
    executors: new Map<Executor["kind"], Executor>([["model", modelAgent(only(model), timeless)]]),
    settings: { models: { small: tier } },
    ...more,
  });
}

/** Brought along; answers how a command names the import. */
async function talks(desk: Desk, texts: readonly string[]): Promise<string> {
  const { number = 0 } = await desk.beginImport({ what: "passages", file: "a.jsonl" });
  for (let from = 0; from < texts.length; from += 100) {
    const rows = texts.slice(from, from + 100).map((text, n) => {
      const id = `${number}-${from + n}`;
      return { line: n, id, client, author: client, at: monday - 9_000, thread: "", text };
    });
    await desk.remember({ dryRun: false, import: number, rows });
  }
  return `import:${number}`;
}

async function said(desk: Desk, kind: string, value = "poison"): Promise<string> {
  const { number = 0 } = await desk.beginImport({ what: "facts", file: "a.ndjson" });
  await desk.learn({ dryRun: false, import: number, rows: [{ ...usual, kind, value }] });
  return `import:${number}`;
}

let jobs = 0;
async function job(c: Company, runbook: string): Promise<number> {
  jobs += 1;
  const input = { mail: "Which paper for the boxes?" };
  const run = await c.start(runbook, input, `job ${jobs}`, await subjectOf(c, client));
  return (await c.run(run)).number;
}

async function facts(desk: Desk): Promise<Record<string, unknown>> {
  const { records } = await desk.facts({ client });
  return Object.fromEntries(
    records.flatMap(({ kind, facts: all }) => all.map(({ value }) => [kind, value])),
  );
}

async function rolledBack(desk: Desk, asked: RollbackQuery) {
  const { digest } = await desk.rollbackPreview(asked);
  return desk.rollBackMemory({ ...asked, digest, because: "" });
}

test("PO2: what jobs derived from it is rolled back with it, link by link, and each is told with its job", async () => {
  const c = await company();
  const desk = deskFor(c);
  await talks(desk, ["Hello"]);
  const source = await said(desk, "preference");
  const [first, second] = [await job(c, "first"), await job(c, "second")];
  expect(await facts(desk)).toEqual({
    preference: "poison",
    decision: "poison",
    heuristic: "poison",
  });
  const shown = await desk.rollbackPreview({ source });
  expect(shown.facts.map(({ kind, after, by }) => [kind, after, by])).toEqual([
    ["preference", null, null],
    ["decision", null, `job ${first}`],
    ["heuristic", null, `job ${second}`],
  ]);
  expect(shown.jobs.map(({ number, steps }) => [number, steps])).toEqual(
    expect.arrayContaining([
      [first, ["read", "derive"]],
      [second, ["read", "derive"]],
    ]),
  );
  expect((await desk.rollbackPreview({ source, direct: "only" })).facts).toMatchObject([
    { kind: "preference" },
  ]);
  const { number = 0 } = await rolledBack(desk, { source });
  expect(await facts(desk)).toEqual({});
  await rolledBack(desk, { source: `revision:${number}` });
  expect(Object.keys(await facts(desk))).toEqual(
    expect.arrayContaining(["preference", "decision", "heuristic"]),
  );
});

test("PO2: a job that read what had been replaced by then did not read it", async () => {
  const c = await company();
  const desk = deskFor(c);
  await talks(desk, ["Hello"]);
  const source = await said(desk, "preference");
  await desk.sayFact({ client, kind: "preference", field: "paper", how: "set", value: "matt" });
  await job(c, "first");
  expect(await rolledBack(desk, { source })).toMatchObject({ ok: true });
  expect(await facts(desk)).toEqual({ preference: "matt", decision: "matt" });
});

test("PO2: what a job recorded after its agent was told a passage rests on it", async () => {
  const c = await company();
  const desk = deskFor(c);
  const source = await talks(desk, ["Poisoned paper for the boxes"]);
  const number = await job(c, "told");
  expect(await facts(desk)).toEqual({ decision: "poison too" });
  const shown = await desk.rollbackPreview({ source });
  expect(shown).toMatchObject({
    facts: [{ kind: "decision", by: `job ${number}` }],
    passages: [{ text: "Poisoned paper for the boxes" }],
    jobs: [{ number, steps: ["ask", "derive"] }],
  });
  await rolledBack(desk, { source });
  expect(await facts(desk)).toEqual({});
  expect((await desk.recall({ client, query: "paper", k: 5 })).passages).toEqual([]);
});

test("PA3: what was withdrawn stays in the history, and comes back; put right, it is brought anew", async () => {
  const c = await company();
  const desk = deskFor(c);
  const good = await talks(desk, ["uncoated paper", "blue boxes"]);
  const bad = await talks(desk, ["poisoned paper", "poison boxes"]);
  const found = async () => {
    const { passages } = await desk.recall({ client, query: "paper boxes", k: 9 });
    return passages.map(({ text }) => text).toSorted();
  };
  const counts = async () =>
    (await desk.sources()).imports.map(({ passages, withdrawn }) => [passages, withdrawn]);
  const whole = ["blue boxes", "poison boxes", "poisoned paper", "uncoated paper"];
  expect(await found()).toEqual(whole);
  const { number } = await rolledBack(desk, { source: bad });
  expect(await found()).toEqual(["blue boxes", "uncoated paper"]);
  const dump = await c.store.dump();
  await c.owner.journal.rebuild();
  expect(await c.store.dump()).toEqual(dump);
  expect(await counts()).toEqual([
    [0, 2],
    [2, 0],
  ]);
  await rolledBack(desk, { source: `revision:${number}` });
  expect(await found()).toEqual(whole);
  expect(await counts()).toEqual([
    [2, 0],
    [2, 0],
  ]);
  // They came from that import still.
  await rolledBack(desk, { source: bad });
  expect(await found()).toEqual(["blue boxes", "uncoated paper"]);
  const id = `${bad.split(":")[1]}-0`;
  const row = { line: 1, id, client, author: client, at: monday, thread: "", text: "matt paper" };
  expect(await desk.remember({ dryRun: false, rows: [row] })).toMatchObject({ kept: 1 });
  expect(await found()).toEqual(["blue boxes", "matt paper", "uncoated paper"]);
  expect((await desk.rollbackPreview({ source: good })).passages).toHaveLength(2);
});

test("a job, and an agent, are sources of what was recorded after they had worked", async () => {
  const c = await company();
  const desk = deskFor(c);
  await talks(desk, ["Paper"]);
  await said(desk, "preference", "good");
  const first = await job(c, "first");
  await rolledBack(desk, { source: `job:${first}` });
  expect(await facts(desk)).toEqual({ preference: "good" });
  await job(c, "told");
  expect((await desk.rollbackPreview({ source: "agent:writer" })).facts).toMatchObject([
    { kind: "decision", before: "poison too", after: null },
  ]);
  const later = { source: "agent:writer", since: "2100-01-01" };
  expect((await desk.rollbackPreview(later)).facts).toEqual([]);
  const to = await desk.snapshots({});
  expect(to.snapshots.map(({ why }) => why)).toEqual(["rollback", "import"]);
  const asked = { to: "2000-01-01", agent: "writer" };
  expect((await desk.restorePreview(asked)).facts).toMatchObject([{ kind: "decision" }]);
});

test("what the operator alone changes is named and left, unless she says otherwise", async () => {
  const properties = { paper: { type: "string" } };
  const schemas = {
    preference: { type: "object", properties, "x-mainstay": { consistency: "strong" } },
  } as const;
  const c = await company({ schemas });
  const desk = deskFor(c);
  await talks(desk, ["Hello"]);
  const source = await said(desk, "preference");
  await job(c, "first");
  const shown = await desk.rollbackPreview({ source });
  expect(shown.left).toMatchObject([{ kind: "preference", strong: true }]);
  expect(shown.facts).toMatchObject([{ kind: "decision" }]);
  await rolledBack(desk, { source });
  expect(await facts(desk)).toEqual({ preference: "poison" });
  await rolledBack(desk, { source, strong: "too" });
  expect(await facts(desk)).toEqual({});
});

test("MS9: what has moved since it was shown is refused, and nothing of it is recorded", async () => {
  const c = await company();
  const desk = deskFor(c);
  await talks(desk, ["Hello"]);
  const source = await said(desk, "preference");
  const { digest } = await desk.rollbackPreview({ source });
  await desk.sayFact({ client, kind: "preference", field: "ink", how: "set", value: "blue" });
  const late = await desk.rollBackMemory({ source, digest, because: "" });
  expect(late).toMatchObject({ ok: false, code: "memory_changed" });
  expect(await facts(desk)).toEqual({ preference: "blue" });
  const { records } = await desk.facts({ client });
  expect(records[0]?.facts.map(({ field }) => field)).toEqual(["paper", "ink"]);
});

test("MS8, MS10: an act that a crash cut short is told, and the same command goes on with the rest", async () => {
  const store = new MemoryStore();
  const before = await company({ store });
  const texts = Array.from({ length: 1_100 }, (_, n) => `Poison ${n}`);
  const source = await talks(deskFor(before), texts);
  const { digest } = await deskFor(before).rollbackPreview({ source });
  store.failAt({ commit: 2, when: "before" });
  await expect(deskFor(before).rollBackMemory({ source, digest, because: "" })).rejects.toThrow();
  const after = await company({ store, process: "p2" });
  const desk = deskFor(after);
  const [cut] = (await desk.sources()).revisions;
  const [left] = (await desk.sources()).imports;
  if (cut !== undefined) expect(cut.ended).toBe(false);
  expect((left?.passages ?? 0) + (left?.withdrawn ?? 0)).toBe(1_100);
  expect(left?.passages).toBeGreaterThan(0);
  await rolledBack(desk, { source });
  expect((await desk.sources()).imports).toMatchObject([{ passages: 0, withdrawn: 1_100 }]);
  const dump = await store.dump();
  await after.owner.journal.rebuild();
  expect(await store.dump()).toEqual(dump);
});

test("MS9: a record that moves between the look and the act is left as it is, and counted", async () => {
  const c = await company();
  const desk = deskFor(c);
  await talks(desk, ["Hello"]);
  const source = await said(desk, "preference");
  await desk.learn({
    dryRun: false,
    import: Number(source.split(":")[1]),
    rows: [{ ...usual, kind: "decision" }],
  });
  const { act, plan: looked } = await planRollback(c.owner, { source });
  await desk.sayFact({ client, kind: "preference", field: "ink", how: "set", value: "blue" });
  const done = await revise(c.owner.office, act, "", looked, operator);
  expect(done).toMatchObject({ facts: 1, moved: 1 });
  expect((await desk.rollbackPreview({ source })).facts).toMatchObject([{ kind: "preference" }]);
});
