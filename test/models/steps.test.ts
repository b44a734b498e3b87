import { afterEach, expect, test } from "vitest";
import { cancelRun, takeStep } from "../../src/engine/answer/step.ts";
import { budgetOf } from "../../src/engine/streams.ts";
import { textOf } from "../../src/value/json.ts";
import { type Company, monday } from "../engine/company.ts";
import { large, mail, models, openReader, type Options, small, tier } from "./reader.ts";
import { type Line, stub, type Stub } from "./stub.ts";

/** A step of an agent, from its ladder down to the server that answers over HTTP, and what is recorded. */
const servers: Stub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function company(script: (call: number, model: string) => Line, options: Options = {}) {
  const server = await stub((call, { model }) => script(call, textOf(model)));
  servers.push(server);
  return { c: await openReader(server.env, options), server };
}

const four: Line = { answer: { blends: 4 } };

async function played(script: (call: number, model: string) => Line, options: Options = {}) {
  const { c, server } = await company(script, options);
  const id = await c.start("read", mail);
  return { c, server, id, run: await c.run(id), calls: await callsOf(c) };
}

async function callsOf(c: Company) {
  return (await c.ledger()).filter(({ type }) => type === "call.ended").map(({ data }) => data);
}

const madeBy = (run: Awaited<ReturnType<Company["run"]>>) => {
  const step = run.steps["ask"];
  return step?.status === "done" ? step.by : step?.status;
};
const spentOf = async (c: Company) => c.owner.office.book.read(budgetOf("workspace"));

test("F2: a call is recorded with what was asked and answered, by whom, how long and for how much", async () => {
  const { c, run, calls } = await played(() => four);
  expect(run.steps["ask"]).toMatchObject({ status: "done", output: { value: { blends: 4 } } });
  expect(madeBy(run)).toMatchObject({ rung: "model", model: "compatible/large-1" });
  expect(calls).toEqual([
    expect.objectContaining({
      costMicros: 120,
      estimated: false,
      tokens: 120,
      input: 100,
      output: 20,
      cached: 40,
      answered: "large-1-2026-11-01",
      latencyMs: expect.any(Number) as number,
    }),
  ]);
  const [started] = (await c.ledger()).filter(({ type }) => type === "call.started");
  expect(started?.data).toMatchObject({ rung: 0, tier: "large", model: "compatible/large-1" });
  expect(textOf(started?.values["prompt"]?.value)).toContain("Four blends, please.");
  expect(await spentOf(c)).toEqual({ spent: 120, reserved: {} });
});

test("what a model wrote says so in its labels, and so does what is kept of the call", async () => {
  const { c, run } = await played(() => four);
  const step = run.steps["ask"];
  const labels = step?.status === "done" ? step.output.labels : {};
  expect(labels[""]?.origins).toEqual(["model", "operator", "runbook"]);
  const [ended] = (await c.ledger()).filter(({ type }) => type === "call.ended");
  expect(ended?.values["answer"]?.labels[""]?.origins).toEqual(["model", "operator", "runbook"]);
});

test("MA3: nonsense is sent back once, then the smaller model is asked, and each call is paid", async () => {
  const { run, server, calls } = await played((_, model) =>
    model === "large-1" ? { text: "I am afraid" } : four,
  );
  expect(server.asked.map(({ body }) => body["model"])).toEqual(["large-1", "large-1", "small-1"]);
  expect(madeBy(run)).toMatchObject({ rung: "model", model: "compatible/small-1" });
  expect(calls.map((each) => each["costMicros"])).toEqual([120, 120, 120]);
});

test.each<[string, Line]>([
  ["empty", { text: "" }],
  ["truncated", { text: '{"blends": 4', finish: "length" }],
  ["of the wrong type", { answer: { blends: "four" } }],
  ["a megabyte", { text: "x".repeat(1 << 20) }],
  ["withheld", { ...four, finish: "content_filter" }],
  ["a page of a proxy", { raw: "<html>" }],
  ["nested without end", { text: `{"blends":${"[".repeat(100_000)}${"]".repeat(100_000)}}` }],
  [
    "nested without end beside it",
    { text: `{"blends":4,"x":${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}}` },
  ],
  ["made to reach prototypes", { text: '{"__proto__":{"blends":4}}' }],
])("answers that are %s: the template writes it, and nothing says a model did", async (_, line) => {
  const { c, run } = await played(() => line);
  expect(c.faults).toEqual([]);
  expect(run.steps["ask"]).toMatchObject({ status: "done", output: { value: { blends: 7 } } });
  expect(madeBy(run)).toEqual({ rung: "template", agent: "reader", version: "v1" });
  const step = run.steps["ask"];
  const labels = step?.status === "done" ? JSON.stringify(step.output.labels) : "";
  expect(labels).not.toContain("model");
  expect((await spentOf(c)).reserved).toEqual({});
});

test("what helps nobody comes to her as a form, with what was tried", async () => {
  const { c, run } = await played(() => ({ status: 401 }), { ladder: [large, small] });
  expect(run.steps["ask"]).toMatchObject({
    status: "form",
    tried: [{ failure: "deterministic" }, { failure: "deterministic" }],
  });
  expect(await spentOf(c)).toEqual({ spent: 0, reserved: {} });
});

test("RT2: a busy server is asked again when it said, not before", async () => {
  const busy: Line = { status: 429, headers: { "retry-after": "4" } };
  const { c, id, server } = await played((call) => (call === 1 ? busy : four));
  expect((await c.run(id)).steps["ask"]).toMatchObject({
    status: "retrying",
    at: monday + 4_000,
  });
  await c.at(monday + 3_900);
  expect(server.asked).toHaveLength(1);
  await c.at(monday + 4_100);
  expect(madeBy(await c.run(id))).toMatchObject({ rung: "model", model: "compatible/large-1" });
});

test("a busy server is left when the retries are spent", async () => {
  const { c, id, server } = await played((_, model) =>
    model === "large-1" ? { status: 503 } : four,
  );
  await c.at(monday + 60_000);
  const asked = server.asked.map(({ body }) => body["model"]);
  expect(asked).toEqual(["large-1", "large-1", "large-1", "small-1"]);
  expect(madeBy(await c.run(id))).toMatchObject({ model: "compatible/small-1" });
});

test.each<[string, Line]>([
  ["stalls", { stall: "before" }],
  ["stalls in its answer", { stall: "within" }],
  ["answers late", { ...four, lateMs: 400 }],
])("MA4: a server that %s is left at the deadline; the call counts in full", async (_, line) => {
  const { run, calls } = await played((_, model) => (model === "large-1" ? line : four), {
    spec: { deadlineMs: 150, retries: { times: 0, firstMs: 1, factor: 1 } },
  });
  expect(madeBy(run)).toMatchObject({ model: "compatible/small-1" });
  expect(calls.map((each) => each["estimated"])).toEqual([true, false]);
  expect(calls[0]?.["costMicros"]).toBeGreaterThan(5_000);
});

test("BU4: usage that cannot be is not believed: the call counts as the most it can cost", async () => {
  const { c, run, calls } = await played(() => ({ ...four, usage: { prompt_tokens: -5 } }));
  expect(madeBy(run)).toMatchObject({ rung: "model" });
  const bound = (await c.ledger()).find(({ type }) => type === "call.started")?.data["boundMicros"];
  expect(calls).toEqual([expect.objectContaining({ costMicros: bound, estimated: true })]);
});

test("a model without a price is not asked, and she is told what to write", async () => {
  const unknown = { large: tier("large-1", { price: null }), small: models.small };
  const { c, id, server } = await played(() => four, {
    ladder: [large],
    settings: { models: unknown },
  });
  expect(server.asked).toEqual([]);
  expect((await c.run(id)).steps["ask"]).toMatchObject({
    status: "form",
    tried: [
      { message: expect.stringMatching(/price is not known; write it in mainstay/) as string },
    ],
  });
});

test("without a key or a tier the ladder goes on below, and nothing is recorded of models", async () => {
  const keyless = { large: tier("m", { provider: "anthropic" }) };
  const { c, run, server } = await played(() => four, { settings: { models: keyless } });
  expect(madeBy(run)).toMatchObject({ rung: "template" });
  expect(server.asked).toEqual([]);
  const types = await c.events();
  expect(types.filter((type) => /call|claimed|failed/.test(type))).toEqual([]);
});

test("E5: what one agent may spend in a day is its own; beyond it the ladder goes on and says why", async () => {
  const { c, server } = await company(() => four, { spec: { perDayMicros: 12_000 } });
  const ids = [];
  // Each call is bound by some 11,400 millionths, and costs 120 of them.
  for (const key of ["a", "b", "c", "d", "e", "f"]) ids.push(await c.start("read", mail, key));
  expect(server.asked.length).toBeLessThan(6);
  const last = await c.run(ids.at(-1) ?? "");
  expect(madeBy(last)).toMatchObject({ rung: "template" });
  const failed = (await c.ledger()).findLast(({ type }) => type === "step.failed");
  expect(failed?.values["message"]?.value).toMatch(
    /^Cannot ask model "compatible\/small-1": no budget is left for it: today's budget of reader has 0\.\d+ EUR of 0\.012 EUR/,
  );
  // Tomorrow is another day.
  await c.at(monday + 86_400_000);
  const next = await c.start("read", mail, "tomorrow");
  expect(madeBy(await c.run(next))).toMatchObject({ rung: "model" });
});

test("ST7: taken over or cancelled while a model is asked, its call counts in full", async () => {
  for (const end of ["take", "cancel"]) {
    const { c, server } = await company(() => ({ stall: "before" }));
    const started = c.start("read", mail);
    await until(() => server.asked.length === 1);
    const [row] = await c.store.find({ table: "run" });
    const id = String(row?.["id"]);
    await c.say((turn, office) =>
      end === "take" ? takeStep(turn, office, id, "ask") : cancelRun(turn, office, id, "no"),
    );
    await started;
    const spent = await spentOf(c);
    expect([end, spent.reserved]).toEqual([end, {}]);
    expect(spent.spent).toBeGreaterThan(5_000);
  }
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_000 && !holds(); tries += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
  expect(holds()).toBe(true);
}
