import { afterEach, expect, test } from "vitest";
import type { Desk } from "../../src/api/contract/desk.ts";
import { deskOf } from "../../src/api/desk/desk.ts";
import { budgetOf } from "../../src/engine/streams.ts";
import type { Env } from "../../src/models/door.ts";
import { modelsOf } from "../../src/models/models.ts";
import { approve } from "../engine/nodes.ts";
import { type Company, monday } from "../engine/company.ts";
import { large, mail, models, openReader, type Options, template, tier } from "./reader.ts";
import { type Line, stub, type Stub } from "./stub.ts";

/** What she sees of models: tiers, prices, what was spent, who really wrote what. */
const servers: Stub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function company(script: (call: number) => Line, options: Options = {}, env: Env = {}) {
  const server = await stub(script);
  servers.push(server);
  const whole = { ...server.env, ...env };
  const c = await openReader(whole, options);
  return { c, server, desk: deskFor(c, whole) };
}

function deskFor({ owner }: Company, env: Env): Desk {
  return deskOf({
    owner,
    models: modelsOf(env, () => monday),
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (name) => name,
  });
}

const four: Line = { answer: { blends: 4 } };
const asking = approve("ok", "{{ ask }}");
/** What a job's item says of who drafted it, once a step of the reader and a question stand there. */
async function draftedBy(script: (call: number) => Line, options: Options = {}): Promise<string> {
  const { c, desk } = await company(script, { after: [asking], ...options });
  await c.start("read", mail);
  const [item] = await c.items();
  return (await desk.item(Number(item?.["number"]))).draftedBy;
}

test("DRAFTED BY names the rung that really made it, its model and what that cost", async () => {
  const by = await draftedBy(() => four);
  expect(by).toBe("a model of reader (compatible/large-1, 0.00012 EUR)");
});

test("what no model wrote is never labelled as if one had", async () => {
  const by = await draftedBy(() => ({ text: "Well" }), { ladder: [large, template] });
  expect(by).toBe(
    "a template of reader (compatible/large-1 was asked first, for 0.00024 EUR, and did not help); no model",
  );
  const keyless = { large: tier("m", { provider: "anthropic" }) };
  expect(await draftedBy(() => four, { settings: { models: keyless } })).toBe(
    "a template of reader; no model",
  );
});

test("a cost that is not known is told as the most it can be", async () => {
  const by = await draftedBy(() => ({ ...four, usage: null }));
  expect(by).toMatch(/^a model of reader \(compatible\/large-1, at most 0\.\d+ EUR\)$/);
});

test("the timeline tells each call, with tokens, time and the model that answered", async () => {
  const { c, desk } = await company((call) => (call === 1 ? { status: 401 } : four));
  await c.start("read", mail);
  const { entries } = await desk.run(1);
  const calls = entries.filter(({ verb }) => verb === "asked");
  expect(calls).toMatchObject([
    { what: expect.stringMatching(/^compatible\/large-1: no answer in/) as string, costMicros: 0 },
    {
      what: expect.stringMatching(/^compatible\/small-1: 100 \+ 20 tokens in \d\.\d s$/) as string,
      why: "answered as small-1-2026-11-01",
      costMicros: 120,
      by: "compatible/small-1",
    },
  ]);
  expect(entries.find(({ verb }) => verb === "drafted")?.why).toContain("by compatible/small-1");
});

test("the tiers with price, work and what their calls came to", async () => {
  const keyless = tier("claude", { provider: "anthropic", price: null });
  const settings = { models: { ...models, best: keyless } };
  const { c, desk } = await company(() => four, { settings });
  await c.start("read", mail);
  const view = await desk.models();
  expect(view.tiers).toMatchObject([
    {
      name: "large",
      model: "compatible/large-1",
      agents: ["reader"],
      lacks: null,
      price: { input: 1_000_000, output: 1_000_000 },
      calls: 1,
      spentMicros: 120,
      last: { answered: "large-1-2026-11-01" },
    },
    { name: "small", calls: 0, last: null },
    { name: "best", agents: [], lacks: expect.stringMatching(/ANTHROPIC_API_KEY/) as string },
  ]);
  expect(view.spent).toMatchObject([{ micros: 120 }, { micros: 120 }]);
});

test("the doctor names a price that is not known, and the inbox warns; a missing key is no fault", async () => {
  const unknown = tier("m", { price: null });
  const keyless = tier("claude", { provider: "anthropic" });
  const settings = { models: { large: unknown, best: keyless } };
  const { desk } = await company(() => four, { settings });
  const findings = (await desk.doctor()).filter(({ name }) => name === "models");
  expect(findings).toMatchObject([
    {
      ok: false,
      line: "The model large (compatible/m) is not asked, because its price is not known",
      remedy: expect.stringContaining('prices: { "compatible/m"') as string,
    },
    { ok: true, line: expect.stringMatching(/^best is not asked: .*ANTHROPIC_API_KEY/) as string },
  ]);
  expect((await desk.inbox()).warnings).toEqual([
    "The model large (compatible/m) is not asked, because its price is not known: see doctor",
  ]);
});

test("AC1: a check is paid like any call, and counts for its tier", async () => {
  const { c, server, desk } = await company(() => ({ answer: { ok: true } }));
  expect(await desk.checkModel("large")).toMatchObject({ ok: true, costMicros: 120 });
  expect(server.asked).toHaveLength(1);
  expect(await c.owner.office.book.read(budgetOf("workspace"))).toEqual({
    spent: 120,
    reserved: {},
  });
  const [first] = (await desk.models()).tiers;
  expect(first).toMatchObject({ calls: 1, spentMicros: 120 });
  expect(first?.checkMicros ?? 0).toBeGreaterThanOrEqual(120);
});

test.each<[string, Line, number | null]>([
  ["refuses", { status: 401 }, 0],
  ["fails", { status: 500 }, null],
  ["is cut", { cut: 20 }, null],
])("a check that the server %s says so, and what it counts as", async (_, line, cost) => {
  const { c, desk } = await company(() => line);
  const bound = (await desk.models()).tiers[0]?.checkMicros;
  const checked = await desk.checkModel("large");
  expect(checked).toMatchObject({ ok: false, code: "model_failed", costMicros: cost ?? bound });
  expect((await c.owner.office.book.read(budgetOf("workspace"))).reserved).toEqual({});
});

test("a check that nobody answers ends by the company's own clock, and counts in full", async () => {
  const { c, server, desk } = await company(() => ({ stall: "before" }));
  const bound = (await desk.models()).tiers[0]?.checkMicros;
  const checked = desk.checkModel("large");
  await expect.poll(() => server.asked.length).toBe(1);
  c.clock.moveTo(c.clock.now() + 30_000);
  expect(await checked).toMatchObject({
    ok: false,
    costMicros: bound,
    latencyMs: 30_000,
  });
});

test("checks at the same time are calls of their own", async () => {
  const { c, desk } = await company(() => ({ answer: { ok: true } }));
  await Promise.all([desk.checkModel("large"), desk.checkModel("large")]);
  const calls = (await c.ledger()).filter(({ type }) => type === "probe.ended");
  expect(new Set(calls.map(({ data }) => data["call"])).size).toBe(2);
});

test("a check that cannot be made says why, and asks nobody", async () => {
  const settings = {
    models: {
      ...models,
      dear: tier("d", { price: null }),
      none: tier("n", { provider: "anthropic" }),
    },
    budgets: { workspaceMicros: 100, perDayMicros: null },
  };
  const { server, desk } = await company(() => four, { settings });
  const code = async (name: string) => (await desk.checkModel(name)).code;
  expect(await code("huge")).toBe("tier_unknown");
  expect(await code("none")).toBe("model_missing");
  expect(await code("dear")).toBe("price_unknown");
  expect(await desk.checkModel("large")).toMatchObject({
    code: "budget_exhausted",
    message: expect.stringMatching(/the company's budget has 0\.0001 EUR of/) as string,
  });
  expect(server.asked).toEqual([]);
});
