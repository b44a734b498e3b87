import { expect, test } from "vitest";
import { breakerOf, budgetOf } from "../../src/engine/streams.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { monday, open, plan } from "./company.ts";
import { act } from "./nodes.ts";

const minute = 60_000;

test("B8: a connector that keeps failing is left alone, then tried again", async () => {
  const world = new World();
  world.plan("before", "before", "before", "before", "before");
  const company = await open({
    plans: [plan("one", [act("send", { to: "a@b.example" })])],
    connectors: { world: scriptedConnector(world) },
  });
  const first = await company.start("one", {}, "r1");
  const calls = () => world.calls.filter((call) => call.startsWith("perform")).length;
  // Its own retries use up what is tolerated.
  for (let i = 0; i < 400 && calls() < 5; i += 1) {
    company.clock.moveTo(company.clock.now() + 5_000);
    await company.settled();
  }
  expect(calls()).toBe(5);
  const open1 = await company.owner.office.book.read(breakerOf("world"));
  expect(open1.failures).toBe(5);
  const second = await company.start("one", {}, "r2");
  expect(calls()).toBe(5);
  expect(Object.values((await company.run(second)).effects)[0]?.retryAt).toBe(open1.openUntil);
  company.clock.moveTo(open1.openUntil);
  await company.settled();
  expect((await company.run(second)).status).toBe("completed");
  expect(await company.owner.office.book.read(breakerOf("world"))).toEqual({
    failures: 0,
    openUntil: 0,
  });
  company.clock.moveTo(monday + 600 * minute);
  await company.settled();
  expect((await company.run(first)).status).toBe("completed");
  expect(company.faults).toEqual([]);
});

test("EF7: what taking it back would cost is held until the run ends", async () => {
  const world = new World();
  const connector = scriptedConnector(world, { undo: true });
  const priced = {
    ...connector,
    actions: { act: { ...connector.actions["act"]!, undoCost: () => 700 } },
  };
  const wait = {
    line: 1,
    kind: "wait",
    path: "w",
    name: "w",
    on: null,
    where: null,
    forMs: minute,
    until: null,
    ask: null,
  } as const;
  const company = await open({
    plans: [plan("one", [act("send", { to: "a@b.example" }), wait])],
    connectors: { world: priced },
    settings: { budgets: { workspaceMicros: 1_000, perDayMicros: null } },
  });
  const held = async () =>
    Object.values((await company.owner.office.book.read(budgetOf("workspace"))).reserved);
  const first = await company.start("one", {}, "r1");
  expect(await held()).toEqual([700]);
  const second = await company.start("one", {}, "r2");
  expect(Object.values((await company.run(second)).effects)[0]?.held).toBe("budget");
  company.clock.moveTo(monday + minute);
  await company.settled();
  expect((await company.run(first)).status).toBe("completed");
  expect(await held()).toEqual([]);
});
