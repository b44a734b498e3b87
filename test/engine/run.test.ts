import { expect, test } from "vitest";
import type { Node } from "../../src/kernel/plan.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, monday, open, plan } from "./company.ts";

const at = { line: 1 };
const write = (name: string, more: object = {}): Node => ({
  ...at,
  kind: "agent",
  path: name,
  name,
  agent: "writer",
  with: { n: 1 },
  accept: null,
  ...more,
});
const act = (name: string, args: object): Node => ({
  ...at,
  kind: "effect",
  path: name,
  name,
  connector: "world",
  action: "act",
  with: args as never,
});
const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);

test("a run of template steps completes, one commit per step", async () => {
  const company = await open({
    plans: [
      plan(
        "five",
        ["a", "b", "c", "d", "e"].map((n) => write(n)),
      ),
    ],
    agents: [writer],
  });
  const before = company.owner.journal.flushed.syncs;
  const id = await company.start("five");
  expect((await company.run(id)).status).toBe("completed");
  expect(company.faults).toEqual([]);
  expect(company.owner.journal.flushed.syncs - before).toBeLessThanOrEqual(7);
});

test("EF2: an effect is recorded as sent before it is performed, once", async () => {
  const world = new World();
  const company = await open({
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world) },
  });
  const id = await company.start("one");
  expect((await company.run(id)).status).toBe("completed");
  expect(world.acts).toHaveLength(1);
  const types = await company.events();
  expect(types.indexOf("effect.sent")).toBeLessThan(types.indexOf("effect.applied"));
});

test("ST1: the same cause never starts two runs", async () => {
  const company = await open({ plans: [plan("five", [write("a")])], agents: [writer] });
  const first = await company.start("five");
  expect(await company.start("five")).toBe(first);
  expect((await company.events()).filter((type) => type === "run.started")).toHaveLength(1);
});

test("a wait takes an arrival, or ends by time", async () => {
  const wait: Node = {
    ...at,
    kind: "wait",
    path: "paid",
    name: "paid",
    on: "bank.statement",
    where: "event.n == 2",
    forMs: 1_000,
    until: null,
    ask: null,
  };
  const company = await open({ plans: [plan("w", [wait])] });
  const first = await company.start("w", {}, "r1");
  expect(await company.arrive("bank.statement", "x1", { n: 1 })).toBe("ignored");
  expect(await company.arrive("bank.statement", "x2", { n: 2 })).toBe("delivered");
  expect(await company.run(first)).toMatchObject({
    status: "completed",
    steps: { paid: { output: { value: { by: "event", event: { n: 2 } } } } },
  });
  const second = await company.start("w", {}, "r2");
  company.clock.moveTo(monday + 1_000);
  await company.settled();
  expect(await company.run(second)).toMatchObject({
    steps: { paid: { output: { value: { by: "time" } } } },
  });
});

test("EF3: after a crash a sent act is looked up, not sent again", async () => {
  const world = new World();
  world.plan("after");
  world.lookupDown = true;
  const options = {
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world) },
  };
  const company = await open(options);
  const id = await company.start("one");
  expect((await company.run(id)).effects).toMatchObject({
    [Object.keys((await company.run(id)).effects)[0] ?? ""]: { status: "unknown" },
  });
  world.lookupDown = false;
  const again = await open({ ...options, store: company.store, process: "p2" });
  again.clock.moveTo(monday + 120_000);
  await again.settled();
  expect(again.faults).toEqual([]);
  expect((await again.run(id)).status).toBe("completed");
  expect(world.acts).toHaveLength(1);
});

test("ST2: an act is given the templates that its run pinned", async () => {
  const world = new World();
  const given: unknown[] = [];
  const connector = scriptedConnector(world);
  const act1 = connector.actions["act"]!;
  const watched = {
    ...connector,
    actions: {
      act: {
        ...act1,
        perform: async (...call: Parameters<typeof act1.perform>) => {
          given.push(call[0].templates);
          return act1.perform(...call);
        },
      },
    },
  };
  const company = await open({
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: watched },
  });
  await company.start("one");
  expect(given).toEqual([{}]);
});
