import { expect, test } from "vitest";
import type { Target } from "../../src/kernel/control.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, type Company, day, hour, monday, open, plan } from "./company.ts";
import { act, wait, write } from "./nodes.ts";
import { actAt, answer, cancel, tokenAt } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const one = plan("one", [write("text"), act("send", { to: "ana@x.example" })]);

async function company(rules: readonly object[] = []) {
  const world = new World();
  const options = {
    plans: [one, plan("other", [act("send", { to: "ben@x.example" })])],
    agents: [writer],
    connectors: { world: scriptedConnector(world, { undo: true, dedupes: false }) },
    rules,
  };
  const opened = await open(options);
  world.now = () => opened.clock.now();
  return { world, company: opened, options };
}

const stop = (c: Company) => c.control({ type: "stop", reason: "odd" });
const resume = (c: Company, target: Target = { kind: "everything" }) =>
  c.control({ type: "resume", target });
const pause = (c: Company, target: Target) =>
  c.control({ type: "pause", target, reason: "looking" });

test("EF10: once the stop is acknowledged nothing new is sent, and resuming goes on", async () => {
  const { world, company: c } = await company();
  await stop(c);
  const id = await c.start("one");
  await c.at(monday + hour);
  expect(world.calls).toEqual([]);
  expect((await c.run(id)).status).toBe("open");
  await resume(c);
  await c.settled();
  expect((await c.run(id)).status).toBe("completed");
  expect(world.acts).toHaveLength(1);
});

test("EF10: an approval answered while everything is stopped sends nothing until she resumes", async () => {
  const { world, company: c } = await company([
    { id: "ask", verdict: "ask", actions: ["world.*"] },
  ]);
  const id = await c.start("one");
  await stop(c);
  expect(await answer(c, id, tokenAt(await c.run(id), "send"))).toBe("");
  expect(world.calls).toEqual([]);
  await resume(c);
  await c.settled();
  expect(world.acts).toHaveLength(1);
});

test("EF10: the stop holds across a restart", async () => {
  const { world, company: c, options } = await company();
  await stop(c);
  await c.start("one");
  const again = await open({ ...options, store: c.store, process: "p2" });
  await again.at(monday + day);
  expect(world.calls).toEqual([]);
  await resume(again);
  await again.settled();
  expect(world.acts).toHaveLength(1);
});

test("EF10: what was recorded as sent, but had not left when the stop was acknowledged, does not leave", async () => {
  const { world, company: c } = await company();
  const stopped = Promise.withResolvers<string>();
  c.owner.office.book.listen((events) => {
    // In the same commit: the act is recorded as sent, and its connector is not called yet.
    const leaving = events.some(
      (event) => event.type === "effect.sent" && event.data["attempt"] === 1,
    );
    if (leaving) stopped.resolve(stop(c));
  });
  const id = await c.start("other");
  expect(await stopped.promise).toBe("");
  expect(world.calls).toEqual([]);
  expect(actAt(await c.run(id), "send").status).toBe("cleared");
  await resume(c);
  await c.settled();
  expect((await c.run(id)).status).toBe("completed");
  expect(world.acts).toHaveLength(1);
});

test("EF10: undos are held by the stop as well, and go on after it", async () => {
  const { world, company: c, options } = await company();
  await c.activate({
    plans: [
      ...options.plans,
      plan("long", [act("send", { to: "a@x.example" }), wait("rest", { on: "never" })]),
    ],
    release: "rel2",
  });
  const id = await c.start("long");
  await stop(c);
  await cancel(c, id);
  await c.at(monday + day);
  expect(world.calls.filter((line) => line.startsWith("compensate"))).toEqual([]);
  expect((await c.run(id)).status).toBe("cancelling");
  await resume(c);
  await c.settled();
  expect((await c.run(id)).status).toBe("cancelled");
});

test("EF10, EF3: an undo that a crash left in doubt is not made again while everything is stopped", async () => {
  const { world, company: c, options } = await company();
  const plans = [
    ...options.plans,
    plan("long", [act("send", { to: "a@x.example" }), wait("rest", { on: "never" })]),
  ];
  await c.activate({ plans, release: "rel2" });
  const id = await c.start("long");
  world.planUndo("hold");
  void cancel(c, id);
  await c.stirred();
  void stop(c);
  await c.stirred();
  const again = await open({ ...options, plans, store: c.store, process: "p2" });
  await again.at(monday + day);
  expect(world.calls.filter((line) => line.startsWith("compensate"))).toHaveLength(1);
  await resume(again);
  await again.at(monday + 2 * day);
  expect((await again.run(id)).status).toBe("cancelled");
  expect(world.calls.filter((line) => line.startsWith("compensate"))).toHaveLength(2);
});

test.each<[Target]>([
  [{ kind: "runbook", name: "one" }],
  [{ kind: "agent", name: "writer" }],
  [{ kind: "connector", name: "world" }],
])("A6, CT2: %j paused holds back what it would start; the rest goes on", async (target) => {
  const { world, company: c } = await company();
  await pause(c, target);
  const id = await c.start("one");
  const other = await c.start("other");
  expect((await c.run(id)).status).toBe("open");
  expect((await c.run(other)).status).toBe(target.kind === "connector" ? "open" : "completed");
  expect(world.acts).toHaveLength(target.kind === "connector" ? 0 : 1);
  await resume(c, target);
  await c.settled();
  expect((await c.run(id)).status).toBe("completed");
  expect((await c.run(other)).status).toBe("completed");
});

test("CT2: a pause lets end what is under way", async () => {
  const { world, company: c } = await company();
  world.plan("hold");
  void c.start("other");
  await c.stirred();
  void pause(c, { kind: "everything" });
  await c.stirred();
  world.release();
  await c.settled();
  expect((await c.runsOf("other"))[0]).toMatchObject({ steps: { send: { status: "done" } } });
});

test("CT1: stopping twice and resuming what runs are refused", async () => {
  const { company: c } = await company();
  await stop(c);
  expect(await stop(c)).toBe("already_stopped");
  await resume(c);
  expect(await resume(c)).toBe("not_paused");
});
