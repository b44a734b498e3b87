import { expect, test } from "vitest";
import { AgentError, type Executor } from "../../src/agent/contract.ts";
import type { AgentSpec } from "../../src/agent/spec.ts";
import { MemoryStore } from "../../src/store/memory/memory-store.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { type Deed, scriptedExecutor } from "../fakes/scripted-executor.ts";
import { agent, type CompanyOptions, day, hour, monday, open, plan } from "./company.ts";
import { check, write } from "./nodes.ts";
import { answer, handBack, tokenAt } from "./operator.ts";

const code = { kind: "code", file: "c.js", source: "" } as const;
const template = { kind: "template", file: "t.json", template: { said: "by rule" } } as const;
const manual = { kind: "manual" } as const;

async function company(spec: AgentSpec, deed: Deed, more: Partial<CompanyOptions> = {}, step = {}) {
  const { executor, asked } = scriptedExecutor(deed);
  const world = new World();
  const options = {
    plans: [plan("one", [write("text", { agent: spec.agent, ...step })])],
    agents: [spec],
    executors: new Map<Executor["kind"], Executor>([["code", executor]]),
    connectors: { world: scriptedConnector(world) },
    ...more,
  };
  return { world, asked, options, company: await open(options) };
}

const fails =
  (...classes: ("transient" | "deterministic" | "semantic")[]): Deed =>
  () => {
    const failure = classes.shift();
    if (failure !== undefined) throw new AgentError(`It failed: ${failure}`, failure);
    return { said: "by code" };
  };

test("B8: what is transient is tried again on the same rung, after a while", async () => {
  const { company: c, asked } = await company(
    agent("a", [code, manual]),
    fails("transient", "transient"),
  );
  const id = await c.start("one");
  expect(asked).toHaveLength(1);
  await c.at(monday + hour);
  expect(asked).toHaveLength(3);
  expect((await c.run(id)).steps["text"]).toMatchObject({ attempt: 3, by: { rung: "code" } });
});

test("B8: a rung gives way to the next when its retries are spent", async () => {
  const { company: c, asked } = await company(
    agent("a", [code, template]),
    fails("transient", "transient", "transient", "transient"),
  );
  const id = await c.start("one");
  await c.at(monday + day);
  expect(asked).toHaveLength(3);
  expect((await c.run(id)).steps["text"]).toMatchObject({ by: { rung: "template" } });
});

test.each(["deterministic", "semantic"] as const)(
  "B8: what is %s is never tried again by itself",
  async (failure) => {
    const { company: c, asked } = await company(agent("a", [code, template]), fails(failure));
    const id = await c.start("one");
    expect(asked).toHaveLength(1);
    expect(await c.run(id)).toMatchObject({
      status: "completed",
      steps: { text: { by: { rung: "template" } } },
    });
  },
);

test("the ladder ends at the operator, with everything known filled in", async () => {
  const { company: c } = await company(agent("a", [code]), fails("semantic"));
  const id = await c.start("one");
  expect(await c.items()).toMatchObject([{ kind: "form", about: "text" }]);
  expect((await c.run(id)).steps["text"]).toMatchObject({
    status: "form",
    why: "ladder",
    known: { value: { n: 1 } },
  });
  await handBack(c, id, "text", { said: "by me" });
  expect((await c.run(id)).status).toBe("completed");
});

test("a rung that nobody here performs is passed over", async () => {
  const spec = agent("a", [{ kind: "model", tier: "large", prompt: "Think" }, template]);
  const { company: c } = await company(spec, fails());
  const id = await c.start("one");
  expect((await c.run(id)).steps["text"]).toMatchObject({ by: { rung: "template" } });
});

test("ST5: an answer that breaks its contract reaches nobody", async () => {
  const spec = agent("a", [code], {
    output: { type: "object", required: ["said"] },
    may: ["world.*"],
  });
  const { world, company: c } = await company(spec, () => ({
    proposals: [{ action: "world.act", args: { to: "a@x.example" } }],
  }));
  await c.start("one");
  expect(world.calls).toEqual([]);
  expect(await c.items()).toMatchObject([{ kind: "form" }]);
});

test("ST5: an answer that is not accepted reaches nobody", async () => {
  const spec = agent("a", [code], { may: ["world.*"] });
  const deed = () => ({
    good: false,
    proposals: [{ action: "world.act", args: { to: "a@x.example" } }],
  });
  const { world, company: c } = await company(spec, deed, {}, { accept: "out.good" });
  const id = await c.start("one");
  expect(world.calls).toEqual([]);
  expect(await c.events()).toContain("step.failed");
  expect((await c.run(id)).steps["text"]?.status).toBe("form");
});

test("what is given to an agent must keep its contract too", async () => {
  const spec = agent("a", [code], { input: { type: "object", required: ["mail"] } });
  const { company: c, asked } = await company(spec, () => ({}));
  await c.start("one");
  expect(asked).toEqual([]);
  expect(await c.items()).toMatchObject([{ kind: "failed", about: "text" }]);
});

test("what an agent may not ask for is forbidden, whatever its answer says", async () => {
  const spec = agent("a", [code], { may: ["mail.*"] });
  const { world, company: c } = await company(spec, () => ({
    proposals: [{ action: "world.act", args: { to: "a@x.example" } }],
  }));
  const id = await c.start("one");
  expect(world.calls).toEqual([]);
  expect(Object.values((await c.run(id)).effects)).toMatchObject([{ status: "forbidden" }]);
});

test("ST2: a job keeps the agent it began with; what it may do is what the current one may", async () => {
  const spec = agent("a", [template], { version: "old" });
  const plans = [plan("one", [write("gate", { agent: "hand" }), write("text", { agent: "a" })])];
  const hand = agent("hand", [manual]);
  const { company: c } = await company(spec, fails(), { plans, agents: [spec, hand] });
  const id = await c.start("one");
  const fresh = { ...spec, version: "new", ladder: [{ ...template, template: { said: "anew" } }] };
  await c.activate({ plans, agents: [fresh, hand], release: "rel2" });
  await handBack(c, id, "gate", {});
  expect((await c.run(id)).steps["text"]).toMatchObject({
    output: { value: { said: "by rule" } },
    by: { version: "old" },
  });
  const later = await c.start("one", {}, "r2");
  await handBack(c, later, "gate", {});
  expect((await c.run(later)).steps["text"]).toMatchObject({
    output: { value: { said: "anew" } },
    by: { version: "new" },
  });
});

test("ST4: an execution that a crash cut off is made again, and its proposals only once", async () => {
  const spec = agent("a", [code], { may: ["world.*"] });
  const deed = () => ({ proposals: [{ action: "world.act", args: { to: "a@x.example" } }] });
  for (let commit = 1; commit < 8; commit += 1) {
    const store = new MemoryStore();
    const { world, company: c, options } = await company(spec, deed, { store });
    store.failAt({ commit, when: "after" });
    await c.start("one").catch(() => {});
    const again = await open({ ...options, process: "p2" });
    await again.start("one");
    await again.at(monday + hour);
    const [run] = await again.runsOf("one");
    expect([run?.status, world.acts.length], `commit ${commit}`).toEqual(["completed", 1]);
    expect((await again.events()).filter((type) => type === "step.proposed")).toHaveLength(1);
  }
});

test("a step whose expression cannot be read fails and tells; the other jobs go on", async () => {
  const { company: c } = await company(agent("a", [template]), fails(), {
    plans: [
      plan("bad", [write("text", { agent: "a", with: { n: "{{ nowhere.at.all }}" } })]),
      plan("good", [check("fine", "true")]),
    ],
  });
  const bad = await c.start("bad");
  const good = await c.start("good");
  expect((await c.run(bad)).steps["text"]).toMatchObject({ status: "failed", code: "expression" });
  expect((await c.run(good)).status).toBe("completed");
});

test("AN2: her edit of an act that an agent proposed is what is done; the agent is not asked again", async () => {
  const spec = agent("a", [code], { may: ["world.*"] });
  const deed = () => ({ proposals: [{ action: "world.act", args: { to: "a@x.example" } }] });
  const rules = [{ id: "ask", verdict: "ask", actions: ["world.*"] } as const];
  const { world, company: c, asked } = await company(spec, deed, { rules });
  const id = await c.start("one");
  const first = tokenAt(await c.run(id), "text");
  const edit = { answer: "edit", value: { to: "b@x.example" } } as const;
  expect(await answer(c, id, first, edit)).toBe("");
  await c.settled();
  const second = tokenAt(await c.run(id), "text");
  expect(second).not.toBe(first);
  expect(await answer(c, id, second)).toBe("");
  await c.settled();
  expect(world.acts.map((act) => act.args)).toEqual([{ to: "b@x.example" }]);
  expect(asked).toHaveLength(1);
  expect((await c.run(id)).status).toBe("completed");
});
