import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import { budgetOf } from "../../src/engine/streams.ts";
import type { Node } from "../../src/kernel/plan.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { type Line, only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";
import { agent, open, plan } from "./company.ts";

const ask: Node = {
  line: 1,
  kind: "agent",
  path: "ask",
  name: "ask",
  agent: "thinker",
  with: { n: 1 },
  accept: null,
};
const thinker = agent("thinker", [
  { kind: "model", tier: "small", prompt: "Think" },
  { kind: "manual" },
]);

const models = { small: tier };

function company(script: readonly Line[], more: object = {}) {
  const model = scriptedModel(script, { boundMicros: 1_000, costMicros: 300 });
  const executors = new Map<Executor["kind"], Executor>([
    ["model", modelAgent(only(model), timeless)],
  ]);
  return {
    model,
    opened: open({
      plans: [plan("think", [ask])],
      agents: [thinker],
      executors,
      settings: { models },
      ...more,
    }),
  };
}

const limited = { settings: { models, budgets: { workspaceMicros: 1_500, perDayMicros: null } } };

test("ST7: a call is claimed and reserved at its bound before, and settled at its cost after", async () => {
  const { opened } = company([{ answer: { ok: true } }]);
  const c = await opened;
  const id = await c.start("think");
  expect(c.faults).toEqual([]);
  expect(await c.run(id)).toMatchObject({ status: "completed", costMicros: 300 });
  const types = await c.events();
  const order = [
    "step.claimed",
    "budget.reserved",
    "call.started",
    "budget.settled",
    "call.ended",
    "step.completed",
  ];
  const places = order.map((type) => types.indexOf(type));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const spent = await c.owner.office.book.read(budgetOf("workspace"));
  expect(spent).toEqual({ spent: 300, reserved: {} });
});

test("BU1: without budget for the bound nothing is asked, and the step goes to the operator", async () => {
  const { opened, model } = company(
    [{ answer: { ok: true } }, { answer: { ok: true } }, { answer: 1 }],
    limited,
  );
  const c = await opened;
  for (const key of ["a", "b", "c"]) await c.start("think", {}, key);
  expect(model.asked).toHaveLength(2);
  const spent = await c.owner.office.book.read(budgetOf("workspace"));
  expect(spent.spent).toBe(600);
  const rows = await c.store.find({ table: "item", where: { kind: "form" } });
  expect(rows).toHaveLength(1);
});

test("ST7: a call whose process died settles at its bound, estimated, and the retry reserves afresh", async () => {
  const store = new MemoryStore();
  const first = company([{ stall: true }], { store });
  const c = await first.opened;
  void c.start("think", {}, "r1");
  await until(() => first.model.asked.length === 1);
  const second = company([{ answer: { ok: true } }], { store, process: "p2" });
  const again = await second.opened;
  const id = (await store.find({ table: "run" }))[0]?.["id"];
  await again.settled();
  expect(again.faults).toEqual([]);
  expect(await again.run(String(id))).toMatchObject({ status: "completed" });
  const spent = await again.owner.office.book.read(budgetOf("workspace"));
  expect(spent).toEqual({ spent: 1_300, reserved: {} });
  const ended = (await again.owner.journal.readFrom(1, 1_000)).filter(
    (e) => e.type === "call.ended",
  );
  expect(ended.map((e) => e.data["estimated"])).toEqual([true, false]);
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 1_000 && !holds(); tries += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
